import { Form, Input } from 'antd'
import { recordAbsence } from '../../../api/people.ts'
import { settingsText } from '../../../text/web/settings.ts'
import { useSend } from '../../api.ts'
import { DayInput } from '../../parts/day-input.tsx'
import { FormDrawer } from '../../parts/form-drawer.tsx'
import { PersonPick } from '../../parts/pickers.tsx'
import { useMay, useSession } from '../../session.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'
import { useToday } from '../../ui/today.tsx'

type Fields = {
  userId: string
  fromDay: string
  toDay: string
  backupId?: string | null
  reason?: string
}

/** For oneself, or for whoever one may write about. */
export function AbsenceDrawer({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useText(settingsText)
  const today = useToday()
  const may = useMay()
  const { user } = useSession()
  const [form] = Form.useForm<Fields>()
  const from = Form.useWatch('fromDay', form)
  const send = useSend(recordAbsence, { onDone: onClose })
  const needed = [{ required: true, message: t('required') }]
  return (
    <FormDrawer
      open={open}
      onClose={onClose}
      title={t('addAbsence')}
      formId="absence-form"
      busy={send.isPending}
      width={400}
    >
      <Form<Fields>
        id="absence-form"
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ userId: user.id, fromDay: today }}
        onFinish={(fields) => send.mutate({ body: { ...fields, backupId: fields.backupId ?? null } })}
      >
        <Form.Item name="userId" label={t('person')} rules={needed} hidden={!may('person.write')}>
          <PersonPick clearable={false} />
        </Form.Item>
        <Form.Item name="fromDay" label={t('from')} rules={needed}>
          <DayInput clearable={false} />
        </Form.Item>
        <Form.Item name="toDay" label={t('to')} rules={needed}>
          <DayInput clearable={false} from={from} />
        </Form.Item>
        <Form.Item name="backupId" label={t('backup')} extra={t('backupHint')}>
          <PersonPick />
        </Form.Item>
        <Form.Item name="reason" label={t('reasonLabel')}>
          <Input maxLength={100} />
        </Form.Item>
        <ErrorNote error={send.error} />
      </Form>
    </FormDrawer>
  )
}
