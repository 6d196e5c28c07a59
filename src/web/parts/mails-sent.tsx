import { customerMails } from '../../api/customer-mail.ts'
import { downloadFile } from '../../api/files.ts'
import { customerMailText } from '../../text/web/customer-mail.ts'
import { type ReplyOf, urlOf, useLater } from '../api.ts'
import { useMay } from '../session.tsx'
import { Moment } from '../ui/day.tsx'
import { useLanguage, useText } from '../ui/language.tsx'
import { moneyText } from '../ui/money.tsx'
import { Panel } from '../ui/page-head.tsx'
import './parts.css'

type Sent = ReplyOf<typeof customerMails>['items'][number]

const TONES = { underWay: '', again: 'bw-tag-warn', sent: 'bw-tag-good', failed: 'bw-tag-danger' } as const

/** What was sent to a customer by mail, each with its tries and what the mail server answered. */
export function MailsSent({ customerId, onPage }: { customerId: string; onPage?: boolean }) {
  const t = useText(customerMailText)
  const { language: lang } = useLanguage()
  const { data } = useLater(customerMails, { params: { id: customerId }, query: { lang } })
  if (!data || data.items.length === 0) return null
  const list = (
    <ul className="biz-steps">
      {data.items.map((mail) => (
        <li key={mail.id}>
          <Mail mail={mail} />
        </li>
      ))}
    </ul>
  )
  if (onPage) return <Panel title={t('history')}>{list}</Panel>
  return (
    <section>
      <h4>{t('history')}</h4>
      {list}
    </section>
  )
}

function Mail({ mail }: { mail: Sent }) {
  const t = useText(customerMailText)
  const may = useMay()
  const last = mail.attempts.at(-1)
  const isWell = mail.state === 'sent'
  return (
    <>
      <div className="bw-row bw-wrap">
        <span className={`bw-tag ${TONES[mail.state]}`}>{t(`state_${mail.state}`)}</span>
        <span>{mail.subject}</span>
      </div>
      <div className="bw-muted">
        <Moment at={mail.at} /> {mail.by} → {mail.contactName} {mail.address} · {t(`purpose_${mail.purpose}`)}
        {mail.closingFen !== null && ` · ${t('closing', { amount: moneyText(mail.closingFen) })}`}
      </div>
      {last && (
        <div className={isWell ? 'bw-muted' : 'bw-danger'}>
          {mail.attempts.length > 1 && `${t('tries', { n: mail.attempts.length })} · `}
          {isWell ? last.message : `${last.explanation} ${last.code} ${last.message}`}
        </div>
      )}
      {mail.files.map((file) =>
        may('file.read') ? (
          <a key={file.id} href={urlOf(downloadFile, { params: { id: file.id } })} download>
            {file.name}
          </a>
        ) : (
          <span key={file.id}>{file.name}</span>
        ),
      )}
      <details>
        <summary className="bw-soft">{t('show')}</summary>
        <p className="biz-words">{mail.words}</p>
      </details>
    </>
  )
}
