import { valueText } from '../../../text/values.ts'
import { scoresText } from '../../../text/web/scores.ts'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { useBoth, useText } from '../../ui/language.tsx'
import { Panel } from '../../ui/page-head.tsx'
import type { AskedLine, CardOf, LineDef } from './cards.ts'

type Props = {
  people: readonly CardOf[]
  lines: readonly LineDef[]
  onAsk: (asked: AskedLine) => void
}

/** Everybody's figures side by side: who is where, line by line, before anybody's own card. */
export function CardOverview({ people, lines, onAsk }: Props) {
  const t = useText(scoresText)
  const columns = useColumns(people, lines, onAsk)
  return (
    <Panel title={t('overview')} flush>
      <DataTable columns={columns} rows={people} rowKey={({ person }) => person.id} empty={t('nobody')} />
    </Panel>
  )
}

/** Where a person's own card stands on the page. */
export const cardAnchor = (personId: string) => `card-${personId}`

function useColumns(people: Props['people'], lines: Props['lines'], onAsk: Props['onAsk']): Column<CardOf>[] {
  const t = useText(scoresText)
  const both = useBoth()
  // Everybody of a month is judged by the same lines.
  const judged = people[0]?.lines.flatMap(({ line }) => lines.find(({ id }) => id === line) ?? []) ?? []
  return [
    {
      key: 'person',
      title: t('person'),
      card: 'title',
      cell: ({ person }) => <a href={`#${cardAnchor(person.id)}`}>{person.name}</a>,
    },
    {
      key: 'total',
      title: t('total'),
      align: 'right',
      card: 'side',
      cell: ({ tenths }) =>
        tenths === null ? (
          <span className="bw-muted">{t('noTotalShort')}</span>
        ) : (
          <strong className="bw-num">{tenths / 10}</strong>
        ),
    },
    ...judged.map(
      (def): Column<CardOf> => ({
        key: def.id,
        // On a phone everybody's own card follows; here it is who stands where.
        card: 'hide',
        title: both(def.title),
        align: 'right',
        cell: (card) => {
          const line = card.lines.find((one) => one.line === def.id)
          if (!line || line.value === null) return null
          const { value, num, den, why, tenths } = line
          return (
            <span className="bw-score-value">
              <button type="button" className="bw-score-number" onClick={() => onAsk({ card, line, def })}>
                {why === 'few'
                  ? t('outOf', { num: num ?? 0, den: den ?? 0 })
                  : both(valueText(def.unit, value))}
              </button>
              <small className="bw-muted">
                {tenths === null ? t('notJudged') : t('totalOf', { points: tenths / 10 })}
              </small>
            </span>
          )
        },
      }),
    ),
  ]
}
