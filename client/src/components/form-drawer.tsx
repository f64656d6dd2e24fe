/** A form in a drawer: saves, shows the server's word at the field it is about, warns of nothing twice. */
import { useMutation } from '@tanstack/react-query';
import { Alert, App, Button, Drawer, Form, type FormInstance } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fieldFaults, problemWords } from '../lib/problem-words.ts';
import { useSole } from '../lib/use-sole.ts';

export interface FormDrawerProps<V extends object> {
  readonly title: string;
  readonly initial: Partial<V>;
  readonly save: (values: V) => Promise<unknown>;
  readonly onClose: () => void;
  readonly onSaved: () => void;
  readonly width?: number;
  /** From a fault's path in the request to the field of the form, where the two differ. */
  readonly fieldOf?: (path: readonly (string | number)[]) => readonly (string | number)[];
  readonly children: (form: FormInstance<V>) => ReactNode;
}

export function FormDrawer<V extends object>(props: FormDrawerProps<V>) {
  const { t } = useTranslation();
  const { message, modal } = App.useApp();
  const sole = useSole();
  const [form] = Form.useForm<V>();
  const [atFields, setAtFields] = useState(false);
  const saving = useMutation({
    mutationFn: props.save,
    onSuccess: () => {
      void message.success(t('common.saved'));
      props.onSaved();
    },
    onError: (error) => {
      sole.leave();
      const fields = fieldFaults(error, t).map(({ path, message: fault }) => ({
        name: (props.fieldOf?.(path) ?? path) as never,
        errors: [fault],
      }));
      form.setFields(fields);
      // Said at the field, it needs no saying above the form as well.
      setAtFields(fields.length > 0 && fields.every(({ name }) => form.getFieldInstance(name) !== undefined));
      const [first] = fields;
      if (first !== undefined) form.scrollToField(first.name);
    },
  });
  // Esc, the cross and a click beside it come easily by mistake; what was filled in is asked about once.
  const leave = () => {
    if (!form.isFieldsTouched() || saving.isSuccess) {
      props.onClose();
      return;
    }
    void modal.confirm({
      title: t('common.discardTitle'),
      content: t('common.discardText'),
      okText: t('common.discard'),
      okButtonProps: { danger: true },
      cancelText: t('common.keepEditing'),
      autoFocusButton: 'cancel',
      onOk: props.onClose,
    });
  };
  return (
    <Drawer
      open
      title={props.title}
      size={props.width ?? 480}
      onClose={leave}
      footer={
        <div style={{ display: 'flex', justifyContent: 'flex-end', gap: 8 }}>
          <Button onClick={props.onClose}>{t('common.cancel')}</Button>
          <Button type="primary" loading={saving.isPending} onClick={() => form.submit()}>
            {t('common.save')}
          </Button>
        </div>
      }
    >
      <Form<V>
        form={form}
        layout="vertical"
        requiredMark
        initialValues={props.initial}
        // Stays shut after a success: the drawer closes, and a late second click must not send again.
        onFinish={(values) => sole.enter() && saving.mutate(values)}
      >
        {saving.error !== null && !atFields && (
          <Alert type="error" showIcon title={problemWords(saving.error, t)} style={{ marginBottom: 12 }} />
        )}
        {props.children(form)}
      </Form>
    </Drawer>
  );
}
