import { Drawer } from 'antd'
import { listTeamRows } from '../../../api/team.ts'
import { teamText } from '../../../text/web/team.ts'
import { type ReplyOf, useLater } from '../../api.ts'
import { paths } from '../../paths.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'
import { Money } from '../../ui/money.tsx'
import { TextLink, useAsOf } from '../../ui/url.tsx'
import type { Asked } from './asked.ts'

type Row = ReplyOf<typeof listTeamRows>['items'][number]

/** The rows that make one number, the largest first; each leads to its record. */
export function RowsDrawer({ asked, onClose }: { asked: Asked; onClose: () => void }) {
  const t = useText(teamText)
  const asOf = useAsOf()
  const { figure, period, row } = asked
  const person = row === null ? undefined : (row.person?.id ?? 'none')
  const found = useLater(listTeamRows, {
    query: { figure, period, ...(asOf ? { asOf } : {}), ...(person ? { person } : {}) },
  })
  const name = row === null ? t('everybody') : (row.person?.name ?? t('nobody'))
  return (
    <Drawer
      open
      size={520}
      title={t('rowsTitle', { person: name, figure: titleOf(t, asked) })}
      extra={
        found.data && (
          <span className="bw-muted">
            {t('rowsOf', { n: found.data.n })}
            {found.data.fen > 0 && (
              <>
                {' · '}
                <Money fen={found.data.fen} />
              </>
            )}
          </span>
        )
      }
      onClose={onClose}
      styles={{ body: { padding: 0 } }}
    >
      <ErrorNote error={found.error as never} />
      {found.data?.n === 0 && <p className="bw-team-none bw-soft">{t('rowsNone')}</p>}
      {found.data?.items.map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a customer may stand here twice
        <Line key={index} item={item} isOverdue={figure === 'overdue'} />
      ))}
    </Drawer>
  )
}

function titleOf(
  t: ReturnType<typeof useText<keyof (typeof teamText)['zh']>>,
  { figure, period }: Asked,
): string {
  if (figure === 'bookings' && period !== 'month') return t('bookingsWeek')
  if (figure === 'collected' && period !== 'month') return t('collectedWeek')
  return t(figure)
}

function Line({ item, isOverdue }: { item: Row; isOverdue: boolean }) {
  const t = useText(teamText)
  const inside = (
    <>
      <span className="bw-team-words">
        <strong>{item.title}</strong>
        <span className="bw-soft">
          {item.day}
          {item.note && ` · ${isOverdue ? t('overdueNote', { days: item.note }) : item.note}`}
        </span>
      </span>
      {item.fen !== null && <Money fen={item.fen} />}
    </>
  )
  if (item.id === null) return <div className="bw-team-line">{inside}</div>
  return (
    <TextLink href={paths[item.kind](item.id)} className="bw-team-line">
      {inside}
    </TextLink>
  )
}
