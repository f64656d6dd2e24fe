/** What the applicant hands in, in the order it is asked for. */
import { Button, Form, Input, InputNumber, Select } from 'antd';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { materialForm } from '../../../../server/contract/matters.ts';

const MOST = 100;

export function MaterialsFields() {
  const { t } = useTranslation();
  const required = [
    { value: true, label: t('matters.required') },
    { value: false, label: t('matters.optional') },
  ];
  return (
    <Form.List name="materials">
      {(fields, { add, remove, move }) => (
        <>
          {fields.length > 0 && (
            <div
              className="mc-matter-grid"
              style={{ gridTemplateColumns: 'minmax(180px, 1fr) 104px 140px 72px 108px' }}
            >
              <b>{t('matters.materialName')}</b>
              <b>{t('matters.required')}</b>
              <b>{t('matters.form')}</b>
              <b>{t('matters.copies')}</b>
              <b />
              {fields.map(({ key, name }, index) => (
                <Fragment key={key}>
                  <Form.Item
                    name={[name, 'name']}
                    rules={[{ required: true, whitespace: true, max: 200, message: t('field.needed') }]}
                  >
                    <Input aria-label={`${t('matters.materialName')} ${index + 1}`} maxLength={200} />
                  </Form.Item>
                  <Form.Item name={[name, 'required']}>
                    <Select aria-label={`${t('matters.required')} ${index + 1}`} options={required} />
                  </Form.Item>
                  <Form.Item name={[name, 'form']}>
                    <Select
                      aria-label={`${t('matters.form')} ${index + 1}`}
                      options={materialForm.options.map((form) => ({
                        value: form,
                        label: t(`matters.forms.${form}`),
                      }))}
                    />
                  </Form.Item>
                  <Form.Item name={[name, 'copies']}>
                    <InputNumber
                      aria-label={`${t('matters.copies')} ${index + 1}`}
                      min={1}
                      max={99}
                      precision={0}
                      style={{ width: '100%' }}
                    />
                  </Form.Item>
                  <span>
                    <Button
                      type="text"
                      size="small"
                      disabled={index === 0}
                      aria-label={t('matters.moveUp')}
                      title={t('matters.moveUp')}
                      onClick={() => move(index, index - 1)}
                    >
                      ↑
                    </Button>
                    <Button type="text" size="small" onClick={() => remove(index)}>
                      {t('matters.remove')}
                    </Button>
                  </span>
                </Fragment>
              ))}
            </div>
          )}
          <Button
            type="dashed"
            disabled={fields.length >= MOST}
            onClick={() => add({ name: '', required: true, form: 'original', copies: 1 })}
          >
            {t('matters.addMaterial')}
          </Button>
        </>
      )}
    </Form.List>
  );
}
