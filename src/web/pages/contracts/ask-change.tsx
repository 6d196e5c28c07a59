import { App, Form, Input } from 'antd'
import { askChange } from '../../../api/contract-changes.ts'
import { changesText } from '../../../text/web/contract-changes.ts'
import { useSend } from '../../api.ts'
import { DayInput } from '../../parts/day-input.tsx'
import { FormDrawer } from '../../parts/form-drawer.tsx'
import { MoneyInput } from '../../parts/money-input.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'
import { useToday } from '../../ui/today.tsx'

type Fields = { what: string; askedBy: string; askedOn: string; estimateFen?: number | null }
type Props = { open: boolean; contractId: string; currency: string; onClose: () => void }

/** Four fields, so that it is noted on the spot where somebody asks. */
export function AskChange({ open, contractId, currency, onClose }: Props) {
  const t = useText(changesText)
  const { message } = App.useApp()
  const today = useToday()
  const send = useSend(askChange, {
    onDone: () => {
      void message.success(t('noted'))
      onClose()
    },
  })
  const save = (fields: Fields) =>
    send.mutate({
      params: { id: contractId },
      body: { ...fields, estimateFen: fields.estimateFen || null },
    })
  const must = [{ required: true, whitespace: true, message: t('required') }]
  return (
    <FormDrawer
      open={open}
      onClose={onClose}
      title={t('addTitle')}
      formId="ask-change"
      okText={t('save')}
      busy={send.isPending}
    >
      <p className="bw-soft">{t('addHint')}</p>
      <Form<Fields>
        id="ask-change"
        layout="vertical"
        requiredMark={false}
        initialValues={{ askedOn: today }}
        onFinish={save}
      >
        <Form.Item name="what" label={t('what')} rules={must}>
          <Input.TextArea maxLength={1000} autoSize={{ minRows: 2, maxRows: 6 }} autoFocus />
        </Form.Item>
        <div className="biz-pair">
          <Form.Item name="askedBy" label={t('askedBy')} rules={must}>
            <Input maxLength={100} />
          </Form.Item>
          <Form.Item name="askedOn" label={t('askedOn')} rules={must}>
            <DayInput to={today} />
          </Form.Item>
        </div>
        <Form.Item name="estimateFen" label={t('estimate')}>
          <MoneyInput currency={currency} />
        </Form.Item>
        <ErrorNote error={send.error} />
      </Form>
    </FormDrawer>
  )
}
