import { Drawer } from 'antd'
import { listResponses } from '../../../api/responses.ts'
import { valueText } from '../../../text/values.ts'
import { responsesText } from '../../../text/web/responses.ts'
import { type ReplyOf, useLater } from '../../api.ts'
import { paths } from '../../paths.ts'
import { Moment } from '../../ui/day.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useBoth, useText } from '../../ui/language.tsx'
import { TextLink } from '../../ui/url.tsx'
import type { ResponseAsked } from './asked.ts'

type Props = { asked: ResponseAsked; query: { to?: string }; onClose: () => void }

/** The alerts behind one figure, the slowest first; each leads to its alert. */
export function ResponseRows({ asked: { name, ...ask }, query, onClose }: Props) {
  const t = useText(responsesText)
  const found = useLater(listResponses, { query: { ...query, ...ask } })
  return (
    <Drawer
      open
      size={520}
      title={t('rowsTitle', { name })}
      extra={<span className="bw-muted">{t('slowFirst')}</span>}
      onClose={onClose}
      styles={{ body: { padding: 0 } }}
    >
      <ErrorNote error={found.error as never} />
      {found.data && found.data.credits.length > 0 && (
        <p className="bw-team-line bw-good">
          {found.data.credits.map(({ kind, n }) => t(`credit_${kind}`, { n })).join(' · ')}
        </p>
      )}
      {found.data?.items.map((item) => (
        <Answer key={item.id} item={item} />
      ))}
    </Drawer>
  )
}

function Answer({ item }: { item: ReplyOf<typeof listResponses>['items'][number] }) {
  const t = useText(responsesText)
  const both = useBoth()
  const time = (minutes: number) => both(valueText('workminutes', Math.round(minutes)))
  const { takenMinutes, allowedMinutes, closedMinutes, inTime, cameBack } = item
  const words =
    takenMinutes === null
      ? t('rowOthers')
      : t(inTime || takenMinutes < allowedMinutes ? 'rowTaken' : 'rowNot', {
          taken: time(takenMinutes),
          allowed: time(allowedMinutes),
        })
  return (
    <TextLink href={paths.alert(item.id)} className="bw-team-line">
      <span className="bw-team-words">
        <strong>{item.subject || both(item.title)}</strong>
        <span className="bw-soft">{both(item.title)}</span>
        <span className={inTime || takenMinutes === null ? 'bw-muted' : 'bw-warn'}>
          {words}
          {closedMinutes !== null && ` · ${t('rowClosed', { closed: time(closedMinutes) })}`}
          {cameBack && ` · ${t('rowBack')}`}
        </span>
      </span>
      <Moment at={item.openedAt} />
    </TextLink>
  )
}
