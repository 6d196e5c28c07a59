import type { listOutbox } from '../../../api/notify.ts'
import { formatInstant, type Instant } from '../../../core/calendar.ts'
import { outboxText } from '../../../text/web/outbox.ts'
import type { ReplyOf } from '../../api.ts'
import { useText } from '../../ui/language.tsx'
import { TextLink } from '../../ui/url.tsx'

type Message = NonNullable<ReplyOf<typeof listOutbox>['rows'][number]['phone']>

/** A phone, drawn from the very bytes that were sent. */
export function Phone({ message, group, at }: { message: Message; group: string; at: Instant }) {
  const t = useText(outboxText)
  const clock = formatInstant(at).slice(11)
  return (
    <div className={`bw-phone bw-phone-${message.app}`}>
      <div className="bw-phone-bar">
        <span>{clock}</span>
        <i aria-hidden />
        <span aria-hidden>5G</span>
      </div>
      <div className="bw-phone-head">
        <span aria-hidden>‹</span>
        <strong>{group}</strong>
        <small>{t(message.app)}</small>
      </div>
      <div className="bw-phone-chat">
        <span className="bw-phone-time">{formatInstant(at)}</span>
        {message.app === 'webhook' ? <Raw message={message} /> : <Bubble message={message} />}
      </div>
    </div>
  )
}

function Bubble({ message }: { message: Message }) {
  const t = useText(outboxText)
  return (
    <div className="bw-phone-said">
      <img src="/favicon.svg" alt="" width={32} height={32} />
      <div>
        <small>{t('robot')}</small>
        <div className={`bw-bubble bw-bubble-${message.tone}`}>
          <strong className="bw-bubble-title">{message.title}</strong>
          <div className="bw-bubble-body">
            {message.lines.map((line, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a sent message never changes
              <p key={index} className={line[0]?.style === 'quote' ? 'bw-bubble-quote' : ''}>
                {line.map((span, place) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: a sent message never changes
                  <span key={place} className={`bw-span-${span.style}`}>
                    {span.text}
                  </span>
                ))}
              </p>
            ))}
          </div>
          {message.buttons.length > 0 && (
            <div className="bw-bubble-buttons">
              {message.buttons.map((button) => (
                <TextLink key={button.label} href={hereOf(button.href)}>
                  {button.label}
                </TextLink>
              ))}
            </div>
          )}
        </div>
      </div>
    </div>
  )
}

/** A link in a message leads into this very product, whatever address the phone reaches it by. */
function hereOf(href: string): string {
  const { pathname, search, hash } = new URL(href, window.location.origin)
  return `${pathname}${search}${hash}`
}

function Raw({ message }: { message: Message }) {
  return (
    <pre className="bw-phone-raw">
      {[message.title, ...message.lines.map((line) => line.map((span) => span.text).join(''))].join('\n')}
    </pre>
  )
}
