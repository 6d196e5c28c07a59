import { App, Form, Input, InputNumber, Modal, Switch } from 'antd'
import { useState } from 'react'
import { recordNoteStep } from '../../../api/delivery-notes.ts'
import { notesText } from '../../../text/web/delivery-notes.ts'
import { uiText } from '../../../text/web/ui.ts'
import { useSend } from '../../api.ts'
import { AddFile } from '../../parts/add-file.tsx'
import { DayInput } from '../../parts/day-input.tsx'
import { FormDrawer } from '../../parts/form-drawer.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'
import { useToday } from '../../ui/today.tsx'
import type { Note } from './queries.ts'

export function ShipDialog({ note, open, onClose }: { note: Note; open: boolean; onClose: () => void }) {
  const t = useText(notesText)
  const ui = useText(uiText)
  const today = useToday()
  const { message } = App.useApp()
  const send = useSend(recordNoteStep, {
    onDone: () => {
      void message.success(t('done'))
      onClose()
    },
  })
  return (
    <Modal
      open={open}
      title={t('ship')}
      okText={t('ship')}
      cancelText={ui('cancel')}
      okButtonProps={{ htmlType: 'submit', form: 'ship-note' }}
      confirmLoading={send.isPending}
      onCancel={() => {
        send.reset()
        onClose()
      }}
      destroyOnHidden
    >
      <Form<{ on: string }>
        id="ship-note"
        layout="vertical"
        requiredMark={false}
        initialValues={{ on: today }}
        onFinish={({ on }) =>
          send.mutate({ params: { id: note.id }, body: { kind: 'shipped', on }, ifMatch: note.version })
        }
      >
        <Form.Item name="on" label={t('shippedOn')} rules={[{ required: true, message: t('required') }]}>
          <DayInput to={today} clearable={false} />
        </Form.Item>
        <ErrorNote error={send.error} />
      </Form>
    </Modal>
  )
}

type Fields = {
  on: string
  signer: string
  isShort?: boolean
  accepted?: Record<string, number | null>
  reason?: string
}

/** At the customer's door, on a phone: who signed, a photo of it, and what was missing. */
export function SignDrawer({ note, onClose }: { note: Note; onClose: () => void }) {
  const t = useText(notesText)
  const today = useToday()
  const { message } = App.useApp()
  const [photo, setPhoto] = useState<string | null>(null)
  const [form] = Form.useForm<Fields>()
  const isShort = Form.useWatch('isShort', form)
  const send = useSend(recordNoteStep, {
    onDone: () => {
      void message.success(t('done'))
      onClose()
    },
  })
  const submit = ({ on, signer, accepted, reason }: Fields) =>
    send.mutate({
      params: { id: note.id },
      body: {
        ...{ kind: 'signed', on, signer, reason: reason?.trim() || null },
        accepted: isShort
          ? note.lines.flatMap(({ id }) => {
              const quantity = accepted?.[id]
              return quantity == null ? [] : [{ lineId: id, quantityMilli: Math.round(quantity * 1000) }]
            })
          : [],
      },
      ifMatch: note.version,
    })
  const must = [{ required: true, whitespace: true, message: t('required') }]
  return (
    <FormDrawer
      open
      onClose={onClose}
      title={`${t('sign')} ${note.number}`}
      formId="sign-note"
      okText={t('sign')}
      busy={send.isPending}
    >
      <Form<Fields>
        id="sign-note"
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{
          on: today,
          accepted: Object.fromEntries(note.lines.map(({ id, quantityMilli }) => [id, quantityMilli / 1000])),
        }}
        onFinish={submit}
      >
        <Form.Item name="signer" label={t('signer')} rules={must}>
          <Input maxLength={60} autoFocus />
        </Form.Item>
        <Form.Item label={t('photo')}>
          <AddFile
            record={{ recordKind: 'delivery_note', recordId: note.id }}
            label={t('photoAdd')}
            hint={t('photoHint')}
            onAdded={({ name }) => setPhoto(name)}
          />
          {photo && <span className="bw-soft bw-near">{t('photoDone', { name: photo })}</span>}
        </Form.Item>
        <Form.Item name="on" label={t('signedOn')} rules={must}>
          <DayInput {...(note.shippedOn ? { from: note.shippedOn } : {})} to={today} clearable={false} />
        </Form.Item>
        <Form.Item name="isShort" label={t('signedShort')} valuePropName="checked">
          <Switch />
        </Form.Item>
        {isShort && <Shortage note={note} />}
        <ErrorNote error={send.error} />
      </Form>
    </FormDrawer>
  )
}

function Shortage({ note }: { note: Note }) {
  const t = useText(notesText)
  return (
    <>
      <fieldset className="biz-note-lines">
        <legend>{t('accepted')}</legend>
        {note.lines.map((line) => (
          <div key={line.id} className="biz-note-line">
            <span>
              {line.product}{' '}
              <span className="bw-muted">
                {line.quantityMilli / 1000} {line.unit}
              </span>
            </span>
            <Form.Item name={['accepted', line.id]} noStyle>
              <InputNumber
                min={0}
                max={line.quantityMilli / 1000}
                precision={3}
                aria-label={`${line.product} ${t('accepted')}`}
              />
            </Form.Item>
          </div>
        ))}
      </fieldset>
      <Form.Item name="reason" label={t('shortReason')}>
        <Input maxLength={200} />
      </Form.Item>
    </>
  )
}
