import { App, Form, Input, InputNumber, Select } from 'antd'
import { useState } from 'react'
import { type customerScreening, decideAdmission, noteItem } from '../../api/screening.ts'
import { addDays } from '../../core/calendar.ts'
import { ADMISSIONS, TEXT_ITEMS, VERDICTS } from '../../core/credit/admission.ts'
import { screeningText } from '../../text/web/screening.ts'
import { type ReplyOf, useSend } from '../api.ts'
import { CanButton } from '../ui/can-button.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { useText } from '../ui/language.tsx'
import { useToday } from '../ui/today.tsx'
import { useAsOf } from '../ui/url.tsx'
import './credit.css'
import { DayInput } from './day-input.tsx'
import { FormDrawer } from './form-drawer.tsx'

type Screening = ReplyOf<typeof customerScreening>
type Item = Screening['items'][number]
const TONE = { passed: 'bw-good', doubtful: 'bw-warn', refused: 'bw-danger' } as const

type Drawer = { open: boolean; customerId: string; onClose: () => void }

export function FileDrawer(props: Drawer & { screening: Screening }) {
  const t = useText(screeningText)
  const asOf = useAsOf()
  const [item, setItem] = useState<Item['item'] | null>(null)
  return (
    <FormDrawer open={props.open} onClose={props.onClose} title={t('file')} width={620}>
      <ul className="biz-outlooks">
        {props.screening.items.map((one) => (
          <li key={one.item}>
            <Found one={one} />
            {!asOf && (
              <CanButton
                size="small"
                type="link"
                can={props.screening.can.note}
                onClick={() => setItem(one.item)}
              >
                {t('note')}
              </CanButton>
            )}
          </li>
        ))}
      </ul>
      <ItemDrawer item={item} customerId={props.customerId} onClose={() => setItem(null)} />
    </FormDrawer>
  )
}

function Found({ one: { item, found } }: { one: Item }) {
  const t = useText(screeningText)
  return (
    <span>
      <strong>{t(`item_${item}`)}</strong>{' '}
      {found === null ? (
        <span className="bw-muted">{t('unknown')}</span>
      ) : (
        <>
          <span className={TONE[found.verdict]}>{t(`verdict_${found.verdict}`)}</span>{' '}
          {found.value !== null && <span className="bw-num">{found.value}</span>} {found.note}
          <span className="bw-soft bw-block">
            {t('sourceLine', { source: found.source, day: found.on, by: found.checker ?? '' })}
            {found.expiresOn && (
              <span className={found.isExpired ? 'bw-danger bw-near' : 'bw-near'}>
                {t(found.isExpired ? 'expired' : 'validUntil', { day: found.expiresOn })}
              </span>
            )}
          </span>
        </>
      )}
    </span>
  )
}

type ItemFields = {
  value?: number | null
  verdict: 'passed' | 'doubtful' | 'refused'
  source: string
  note?: string
  on: string
  expiresOn?: string | null
}

export function ItemDrawer(props: { item: Item['item'] | null; customerId: string; onClose: () => void }) {
  const t = useText(screeningText)
  const today = useToday()
  const send = useSend(noteItem, { onDone: props.onClose })
  const { item } = props
  const isText = item !== null && (TEXT_ITEMS as readonly string[]).includes(item)
  const required = [{ required: true, message: t('required') }]
  return (
    <FormDrawer
      open={item !== null}
      onClose={props.onClose}
      title={item ? t(`item_${item}`) : ''}
      formId="item-form"
      busy={send.isPending}
      width={420}
    >
      <Form<ItemFields>
        id="item-form"
        layout="vertical"
        requiredMark={false}
        initialValues={{ on: today, verdict: 'passed' }}
        onFinish={(fields) =>
          item && send.mutate({ params: { id: props.customerId }, body: { item, ...fields } })
        }
      >
        {!isText && item && (
          <Form.Item name="value" label={t(`hint_${item}` as 'hint_staff')} rules={required}>
            <InputNumber min={0} max={1_000_000} precision={0} />
          </Form.Item>
        )}
        <Form.Item name="note" label={t('noteLabel')} rules={isText ? required : []}>
          <Input.TextArea rows={3} maxLength={1000} />
        </Form.Item>
        <Form.Item name="verdict" label={t('verdict')}>
          <Select options={VERDICTS.map((value) => ({ value, label: t(`verdict_${value}`) }))} />
        </Form.Item>
        <Form.Item name="source" label={t('source')} rules={required}>
          <Input maxLength={200} placeholder={t('sourceHint')} />
        </Form.Item>
        <Form.Item name="on" label={t('on')} rules={required}>
          <DayInput to={today} clearable={false} label={t('on')} />
        </Form.Item>
        <Form.Item name="expiresOn" label={t('expiresOn')}>
          <DayInput label={t('expiresOn')} />
        </Form.Item>
        <ErrorNote error={send.error} />
      </Form>
    </FormDrawer>
  )
}

type DecideFields = { admission: (typeof ADMISSIONS)[number]; reason: string; expiresOn: string }
const REVIEW_DAYS = 365

export function DecideDrawer({ open, customerId, onClose }: Drawer) {
  const t = useText(screeningText)
  const today = useToday()
  const { message } = App.useApp()
  const send = useSend(decideAdmission, {
    onDone: (reply) => {
      void message.success(t(reply.inEffect ? 'decided' : 'asked'))
      onClose()
    },
  })
  const required = [{ required: true, message: t('required') }]
  return (
    <FormDrawer
      open={open}
      onClose={onClose}
      title={t('decide')}
      formId="admission-form"
      busy={send.isPending}
      width={420}
    >
      <p className="bw-soft biz-hint">{t('decideNote')}</p>
      <Form<DecideFields>
        id="admission-form"
        layout="vertical"
        requiredMark={false}
        initialValues={{ expiresOn: addDays(today, REVIEW_DAYS) }}
        onFinish={(body) => send.mutate({ params: { id: customerId }, body })}
      >
        <Form.Item name="admission" label={t('decision')} rules={required}>
          <Select options={ADMISSIONS.map((value) => ({ value, label: t(`admission_${value}`) }))} />
        </Form.Item>
        <Form.Item name="reason" label={t('reason')} rules={[{ ...required[0], min: 4, whitespace: true }]}>
          <Input.TextArea rows={3} maxLength={500} />
        </Form.Item>
        <Form.Item name="expiresOn" label={t('review')} rules={required}>
          <DayInput from={today} to={addDays(today, 731)} clearable={false} label={t('review')} />
        </Form.Item>
        <ErrorNote error={send.error} />
      </Form>
    </FormDrawer>
  )
}
