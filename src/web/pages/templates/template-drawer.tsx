import { App, Checkbox, Form, Input, InputNumber, Select } from 'antd'
import { type listTemplates, saveTemplate } from '../../../api/contract-templates.ts'
import { VARIABLE_WORDS, VARIABLES } from '../../../core/contract/blanks.ts'
import { contractsText } from '../../../text/web/contracts.ts'
import { templatesText } from '../../../text/web/templates.ts'
import { type ReplyOf, useSend } from '../../api.ts'
import { DayInput } from '../../parts/day-input-later.tsx'
import { FormDrawer } from '../../parts/form-drawer.tsx'
import { OwnClauseFields } from '../../parts/own-clauses.tsx'
import { PersonPick } from '../../parts/pickers-later.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'

export type Template = ReplyOf<typeof listTemplates>['items'][number]
type Fields = Pick<
  Template,
  'name' | 'language' | 'clauses' | 'ownClauses' | 'blanks' | 'penaltyBp' | 'reviewOn' | 'isRetired'
> & {
  legalId: string
}

const CLAUSES = ['subject', 'delivery', 'breach', 'dunning', 'other'] as const

/** What is filled in by itself, as it is called in the language of the clauses. */
function VariableHint() {
  const t = useText(templatesText)
  const isEnglish = Form.useWatch('language') === 'en'
  const names = VARIABLES.map((name) => `{${isEnglish ? VARIABLE_WORDS[name] : name}}`)
  return <p className="bw-muted">{t('hint', { names: names.join(' ') })}</p>
}

/** Another version of a template, or a new one; `template` null: new, undefined: closed. */
export function TemplateDrawer(props: { template: Template | null | undefined; onClose: () => void }) {
  const t = useText(templatesText)
  const contracts = useText(contractsText)
  const { message } = App.useApp()
  const { template } = props
  const send = useSend(saveTemplate, {
    onDone: ({ number }) => {
      void message.success(t('saved', { n: number }))
      props.onClose()
    },
  })
  const must = [{ required: true, message: t('required') }]
  return (
    <FormDrawer
      open={template !== undefined}
      onClose={props.onClose}
      title={t(template ? 'edit' : 'create')}
      formId="template-form"
      okText={t('save')}
      busy={send.isPending}
      width={680}
    >
      <Form<Fields>
        id="template-form"
        layout="vertical"
        requiredMark={false}
        initialValues={
          template ? { ...template, legalId: template.legal.id } : { isRetired: false, language: 'zh' }
        }
        onFinish={(fields) => send.mutate({ body: { ...fields, seriesId: template?.seriesId ?? null } })}
      >
        <Form.Item name="name" label={t('name')} rules={must}>
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item name="language" label={t('language')} extra={t('languageHint')}>
          <Select
            options={[
              { value: 'zh', label: t('languageZh') },
              { value: 'en', label: t('languageEn') },
            ]}
          />
        </Form.Item>
        <VariableHint />
        {CLAUSES.map((key) => (
          <Form.Item key={key} name={['clauses', key]} label={contracts(key)}>
            <Input.TextArea maxLength={20_000} autoSize={{ minRows: 2, maxRows: 10 }} />
          </Form.Item>
        ))}
        <h3 className="biz-form-part">{contracts('ownClauses')}</h3>
        <OwnClauseFields />
        <Form.Item name="blanks" label={t('blanks')} extra={t('blanksHint')} className="biz-form-part">
          <Select mode="tags" open={false} suffixIcon={null} tokenSeparators={['，', ',', '、', ' ']} />
        </Form.Item>
        <div className="biz-pair">
          <Form.Item name="penaltyBp" label={t('penalty')} rules={must}>
            <InputNumber min={0} max={10_000} precision={0} className="biz-wide" />
          </Form.Item>
          <Form.Item name="reviewOn" label={t('reviewOn')} rules={must}>
            <DayInput clearable={false} />
          </Form.Item>
          <Form.Item name="legalId" label={t('legal')} rules={must}>
            <PersonPick clearable={false} />
          </Form.Item>
        </div>
        {template && (
          <Form.Item name="isRetired" valuePropName="checked">
            <Checkbox>{t('retire')}</Checkbox>
          </Form.Item>
        )}
        <ErrorNote error={send.error} />
      </Form>
    </FormDrawer>
  )
}
