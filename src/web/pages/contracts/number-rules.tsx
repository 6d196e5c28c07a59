import { App, Button, Form, Input } from 'antd'
import { numberGaps, saveNumberRules } from '../../../api/document-numbers.ts'
import { contractsText } from '../../../text/web/contracts.ts'
import { type ReplyOf, useSend } from '../../api.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'
import { Panel } from '../../ui/page-head.tsx'

const WORD = { contract: 'kindContract', order: 'kindOrder', quote: 'kindQuote' } as const

type Numbers = ReplyOf<typeof numberGaps>
type Fields = Record<keyof typeof WORD, string>

/** How new documents are numbered; who may set the company up changes it (C082). */
export function NumberRules({ rules, can }: Pick<Numbers, 'rules' | 'can'>) {
  const t = useText(contractsText)
  const { message } = App.useApp()
  const save = useSend(saveNumberRules, {
    refresh: [numberGaps],
    onDone: () => void message.success(t('ruleSaved')),
  })
  const mayWrite = can.write === true
  return (
    <Panel title={t('ruleTitle')}>
      <p className="bw-soft">{t('ruleHint', { year: '{YYYY}', month: '{MM}', serial: '{0000}' })}</p>
      <Form<Fields>
        layout="vertical"
        requiredMark={false}
        disabled={!mayWrite}
        initialValues={Object.fromEntries(rules.map(({ kind, pattern }) => [kind, pattern]))}
        onFinish={(body) => save.mutate({ body })}
      >
        {rules.map(({ kind, next }) => (
          <Form.Item
            key={kind}
            name={kind}
            label={t(WORD[kind])}
            extra={t('ruleNext', { number: next })}
            rules={[{ required: true, message: t('required') }]}
          >
            <Input maxLength={40} />
          </Form.Item>
        ))}
        <ErrorNote error={save.error} />
        {mayWrite && (
          <Button htmlType="submit" loading={save.isPending}>
            {t('save')}
          </Button>
        )}
      </Form>
    </Panel>
  )
}
