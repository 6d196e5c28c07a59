import { PaperClipOutlined } from '@ant-design/icons'
import { Form, Input, Segmented, Select } from 'antd'
import type { previewDunningMail } from '../../api/customer-mail.ts'
import { customerMailText } from '../../text/web/customer-mail.ts'
import type { CallError, ReplyOf } from '../api.ts'
import { ErrorNote } from '../ui/error-note.tsx'
import { useText } from '../ui/language.tsx'
import { useRefusalSentence } from '../ui/refusal.tsx'
import { FormDrawer } from './form-drawer.tsx'

const MAIL_FORM = 'customer-mail'

export type MailPreview = ReplyOf<typeof previewDunningMail>
export type Letter = { contactId: string; lang: 'zh' | 'en'; subject: string; words: string }
export type Asked = { contactId?: string; lang?: 'zh' | 'en' }

type Props = {
  data: MailPreview
  asked: Asked
  onAsk: (asked: Asked) => void
  error: CallError | null
  hint?: string
  onSend: (letter: Letter) => void
}

type DrawerProps = Omit<Props, 'data'> & {
  data: MailPreview | undefined
  title: string
  open: boolean
  busy: boolean
  onClose: () => void
}

/** The letter in a drawer of its own; without anybody to send it to there is nothing to press. */
export function MailDrawer({ data, title, open, busy, onClose, ...form }: DrawerProps) {
  const t = useText(customerMailText)
  return (
    <FormDrawer
      open={open}
      onClose={onClose}
      title={title}
      {...(data?.can === true ? { formId: MAIL_FORM } : {})}
      okText={t('send')}
      busy={busy}
      width={560}
    >
      {data && <MailForm data={data} {...form} />}
    </FormDrawer>
  )
}

/** A letter before it leaves: to whom, from where, its words and what goes along; a person presses send. */
function MailForm(props: Props) {
  const t = useText(customerMailText)
  const sentence = useRefusalSentence()
  const { data } = props
  if (data.can !== true) {
    return (
      <p className="bw-warn" role="status">
        {sentence({ code: data.can })}
      </p>
    )
  }
  return (
    <div className="bw-stack">
      <span className="bw-muted">
        {t('from')} {data.from?.name} {data.from && `<${data.from.address}>`}
      </span>
      <Fields {...props} />
    </div>
  )
}

function Fields({ data, asked, onAsk, error, hint, onSend }: Props) {
  const t = useText(customerMailText)
  const sentence = useRefusalSentence()
  const first = data.receivers.find(({ can }) => can === true)
  const contactId = asked.contactId ?? first?.id ?? ''
  const { lang } = data
  return (
    <Form<Pick<Letter, 'subject' | 'words'>>
      // Other people and another language are other words.
      key={`${contactId} ${lang}`}
      id={MAIL_FORM}
      layout="vertical"
      requiredMark={false}
      initialValues={{ subject: data.subject, words: data.words }}
      onFinish={(fields) => onSend({ ...fields, contactId, lang })}
    >
      <Form.Item label={t('to')}>
        <Select
          aria-label={t('to')}
          value={contactId}
          onChange={(next: string) => onAsk({ ...asked, contactId: next })}
          options={data.receivers.map(({ id, name, address, can }) => ({
            value: id,
            disabled: can !== true,
            label: can === true ? `${name} ${address}` : sentence({ code: can, detail: { name } }),
          }))}
        />
      </Form.Item>
      <Form.Item label={t('lang')}>
        <Segmented
          value={lang}
          onChange={(next) => onAsk({ ...asked, lang: next })}
          options={[
            { value: 'zh' as const, label: t('lang_zh') },
            { value: 'en' as const, label: t('lang_en') },
          ]}
        />
      </Form.Item>
      <Form.Item
        name="subject"
        label={t('subject')}
        rules={[{ required: true, whitespace: true, message: t('required') }]}
      >
        <Input maxLength={200} />
      </Form.Item>
      <Form.Item
        name="words"
        label={t('words')}
        extra={t('wordsHint')}
        rules={[{ required: true, whitespace: true, message: t('required') }]}
      >
        <Input.TextArea maxLength={3500} autoSize={{ minRows: 6, maxRows: 18 }} />
      </Form.Item>
      {data.attachments.map((name) => (
        <p key={name} className="bw-soft">
          <PaperClipOutlined aria-hidden /> {t('attached')} {name}
        </p>
      ))}
      {hint && <p className="bw-muted">{hint}</p>}
      <ErrorNote error={error} />
    </Form>
  )
}
