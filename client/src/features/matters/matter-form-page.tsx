/** Registering a matter, or changing one: sections down the page, their names at the left. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Form, Input, Select } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams, useSearchParams } from 'react-router';
import { caseKind } from '../../../../server/contract/cases.ts';
import {
  LONGEST_BASIS,
  LONGEST_GUIDE,
  type MatterDetail,
  type MatterTermsFields,
  matterDetail,
} from '../../../../server/contract/matters.ts';
import { DepartmentField } from '../../components/choosers.tsx';
import { EmptyView, ErrorView } from '../../components/state-views.tsx';
import { api } from '../../lib/api.ts';
import { fieldFaults, problemWords } from '../../lib/problem-words.ts';
import { useLeaveGuard } from '../../lib/use-leave-guard.ts';
import { FeeFields } from './fee-fields.tsx';
import { formPathOf, type MatterFormValues, toForm, toTerms } from './form-values.ts';
import { HoldFields, type HoldValues } from './hold-fields.tsx';
import { LimitField } from './limit-field.tsx';
import { MaterialsFields } from './materials-fields.tsx';
import { StagesFields } from './stages-fields.tsx';
import { useMatter, useVersions } from './use-matter.ts';
import './matters.css';

type Values = MatterFormValues & { readonly hold?: HoldValues };

export default function MatterFormPage() {
  const { t } = useTranslation();
  const { matterId } = useParams();
  const [search] = useSearchParams();
  const { data, error, refetch } = useMatter(matterId ?? '', matterId !== undefined);
  const departmentId = search.get('department') ?? undefined;
  if (matterId === undefined)
    return <MatterForm initial={departmentId === undefined ? {} : { departmentId }} />;
  if (data !== undefined)
    return data.closedAt === null ? (
      <MatterForm key={data.id} initial={data} />
    ) : (
      <EmptyView text={t('matters.notFound')} />
    );
  if (error !== null) return <ErrorView error={error} onRetry={() => void refetch()} />;
  return (
    <div className="mc-page" aria-busy="true">
      <div className="mc-skeleton" style={{ height: 480 }} />
    </div>
  );
}

const SECTIONS = [
  ['basics', 'matters.basics'],
  ['limits', 'matters.limits'],
  ['stages', 'matters.stagesTitle'],
  ['fee', 'matters.fee'],
  ['materials', 'matters.materials'],
  ['guide', 'matters.guideAndBasis'],
  ['hold', 'matters.holdTitle'],
] as const;

function MatterForm({ initial }: { initial: Partial<MatterDetail> }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [form] = Form.useForm<Values>();
  const [touched, setTouched] = useState(false);
  const [saved, setSaved] = useState<string>();
  const exists = initial.id !== undefined;
  const newest = useNewest(initial.id);
  useLeaveGuard(touched && saved === undefined, t('matters.leave'));
  const saving = useMutation({
    mutationFn: (values: Values) => save(values, initial.id, newest),
    onSuccess: async (made) => {
      void message.success(t('common.saved'));
      await queries.invalidateQueries();
      setSaved(made.id);
    },
    onError: (fault, values) => {
      const sent = toTerms(values) as Pick<MatterTermsFields, 'stages'>;
      const fields = fieldFaults(fault, t).map(({ path, message: text }) => ({
        name: formPathOf(path, sent) as never,
        errors: [text],
      }));
      form.setFields(fields);
      if (fields[0] !== undefined) form.scrollToField(fields[0].name);
    },
  });
  // Once the guard has let go.
  useEffect(() => {
    if (saved !== undefined) void navigate(`/registry/matters/${saved}`, { replace: true });
  }, [navigate, saved]);
  const sections = SECTIONS.filter(([key]) => exists || key !== 'hold');
  return (
    <div className="mc-page">
      <div className="mc-page-head">
        <Link to="/registry/matters" className="mc-muted">
          {t('matters.title')}
        </Link>
        <span className="mc-muted">/</span>
        {exists && (
          <>
            <Link to={`/registry/matters/${initial.id}`} className="mc-muted">
              {initial.name}
            </Link>
            <span className="mc-muted">/</span>
          </>
        )}
        <h1>{exists ? t('matters.edit') : t('matters.new')}</h1>
      </div>
      <div className="mc-matter-form">
        <nav aria-label={t('matters.sections')}>
          <ol className="mc-matter-nav">
            {sections.map(([key, word]) => (
              <li key={key}>
                <a href={`#${key}`}>{t(word)}</a>
              </li>
            ))}
          </ol>
        </nav>
        <Form<Values>
          form={form}
          layout="vertical"
          className="mc-matter-sections"
          initialValues={{ ...toForm(initial), hold: { kind: 'now' } }}
          scrollToFirstError
          onValuesChange={() => setTouched(true)}
          onFinish={(values) => saving.mutate(values)}
          onKeyDown={(event) => {
            if (!(event.ctrlKey || event.metaKey) || event.key !== 's') return;
            event.preventDefault();
            form.submit();
          }}
        >
          {saving.error !== null && <Alert type="error" showIcon title={problemWords(saving.error, t)} />}
          {sections.map(([key, word]) => (
            <section key={key} id={key} className="mc-matter-panel">
              <h2>{t(word)}</h2>
              <Section name={key} exists={exists} />
            </section>
          ))}
          <div className="mc-matter-save">
            <span className="mc-muted">{t('matters.saveHint')}</span>
            <Link to={exists ? `/registry/matters/${initial.id}` : '/registry/matters'}>
              <Button>{t('common.cancel')}</Button>
            </Link>
            <Button type="primary" htmlType="submit" loading={saving.isPending}>
              {t('common.save')}
            </Button>
          </div>
        </Form>
      </div>
    </div>
  );
}

function Section({ name, exists }: { name: (typeof SECTIONS)[number][0]; exists: boolean }) {
  const { t } = useTranslation();
  switch (name) {
    case 'basics':
      return <Basics exists={exists} />;
    case 'limits':
      return (
        <div className="mc-matter-pair">
          <LimitField
            name={['promisedLimit']}
            label={t('matters.promised')}
            required
            within="statutoryLimit"
          />
          <LimitField name={['statutoryLimit']} label={t('matters.statutory')} required />
          <LimitField name={['certificateLimit']} label={t('matters.certificate')} />
        </div>
      );
    case 'stages':
      return <StagesFields />;
    case 'fee':
      return <FeeFields />;
    case 'materials':
      return <MaterialsFields />;
    case 'hold':
      return <HoldFields />;
    case 'guide':
      return (
        <>
          <Form.Item name="guide" label={t('matters.guide')} rules={[{ max: LONGEST_GUIDE }]}>
            <Input.TextArea autoSize={{ minRows: 4, maxRows: 20 }} maxLength={LONGEST_GUIDE} showCount />
          </Form.Item>
          <Form.Item name="legalBasis" label={t('matters.legalBasis')} rules={[{ max: LONGEST_BASIS }]}>
            <Input.TextArea autoSize={{ minRows: 2, maxRows: 10 }} maxLength={LONGEST_BASIS} showCount />
          </Form.Item>
        </>
      );
  }
}

function Basics({ exists }: { exists: boolean }) {
  const { t } = useTranslation();
  return (
    <>
      <Alert type="info" title={t('registry.secret')} style={{ marginBottom: 12 }} />
      <Form.Item
        name="name"
        label={t('matters.name')}
        rules={[{ required: true, whitespace: true, max: 100, message: t('field.needed') }]}
      >
        <Input maxLength={100} autoFocus={!exists} />
      </Form.Item>
      <div className="mc-matter-pair">
        <Form.Item
          name="code"
          label={t('matters.code')}
          rules={[{ required: true, max: 64, message: t('field.needed') }]}
        >
          <Input className="mc-mono" disabled={exists} />
        </Form.Item>
        <DepartmentField label={t('matters.department')} disabled={exists} />
      </div>
      <Form.Item name="kind" label={t('matters.kind')}>
        <Select options={caseKind.options.map((kind) => ({ value: kind, label: t(`kind.${kind}`) }))} />
      </Form.Item>
    </>
  );
}

/** What the writer knew: somebody else's change in the meantime is told, not overwritten. */
function useNewest(matterId: string | undefined): number | undefined {
  const { data } = useVersions(matterId ?? '', matterId !== undefined);
  const [known, setKnown] = useState<number>();
  useEffect(() => {
    if (known === undefined && data?.[0] !== undefined) setKnown(data[0].version);
  }, [data, known]);
  return known;
}

function save(values: Values, id: string | undefined, newest: number | undefined): Promise<MatterDetail> {
  const terms = toTerms(values);
  if (id === undefined) {
    const { departmentId, code } = values;
    return api('/matters', { method: 'POST', body: { ...terms, departmentId, code }, schema: matterDetail });
  }
  const { kind = 'now', at, ever, reason } = values.hold ?? {};
  const validFrom = kind === 'past' && ever ? null : at?.toISOString();
  const body = {
    ...terms,
    ...(kind !== 'now' && validFrom !== undefined && { validFrom }),
    ...(reason?.trim() && { reason: reason.trim() }),
    ...(newest !== undefined && { basedOn: newest }),
  };
  return api(`/matters/${id}`, { method: 'PATCH', body, schema: matterDetail });
}
