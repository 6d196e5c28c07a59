import { App, Form } from 'antd'
import { endOutflow, type listOutflows } from '../../../api/cash.ts'
import { cashText } from '../../../text/web/cash.ts'
import { type ReplyOf, useSend } from '../../api.ts'
import { DayInput } from '../../parts/day-input.tsx'
import { FormDrawer } from '../../parts/form-drawer.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'
import { useToday } from '../../ui/today.tsx'

type Plan = ReplyOf<typeof listOutflows>['items'][number]

/** The last day of a payment that recurs. */
export function EndDrawer({ plan, onClose }: { plan: Plan | null; onClose: () => void }) {
  const t = useText(cashText)
  const today = useToday()
  const { message } = App.useApp()
  const send = useSend(endOutflow, {
    onDone: () => {
      void message.success(t('ended'))
      onClose()
    },
  })
  return (
    <FormDrawer
      open={plan !== null}
      onClose={onClose}
      title={t('endTitle', { label: plan?.label ?? '' })}
      formId="end-form"
      busy={send.isPending}
    >
      <Form<{ untilOn: string }>
        id="end-form"
        layout="vertical"
        requiredMark={false}
        initialValues={{ untilOn: plan?.untilOn ?? today }}
        onFinish={(body) => plan && send.mutate({ params: { id: plan.id }, body })}
      >
        <p className="bw-soft">{t('endText')}</p>
        <Form.Item name="untilOn" label={t('endOn')} rules={[{ required: true, message: t('required') }]}>
          <DayInput {...(plan ? { from: plan.firstOn } : {})} clearable={false} />
        </Form.Item>
        <ErrorNote error={send.error} />
      </Form>
    </FormDrawer>
  )
}
