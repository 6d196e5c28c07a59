import { getAuditDesk } from '../../../api/workbench-faces.ts'
import { EXPORT_NAMES } from '../../../text/exports.ts'
import { facesText } from '../../../text/web/workbench-faces.ts'
import { type ReplyOf, useData } from '../../api.ts'
import { paths } from '../../paths.ts'
import { Moment } from '../../ui/day.tsx'
import { useBoth, useCodeText, useText } from '../../ui/language.tsx'
import { StatCard, StatRow } from '../../ui/stat-card.tsx'
import { ListPanel, ListRow, Quiet } from './blocks.tsx'

type Group = ReplyOf<typeof getAuditDesk>['groups'][number]

const WHERE: Partial<Record<Group['group'], string>> = {
  flow: paths.approvals({ box: 'audit' }),
  rules: paths.rules(),
  exports: paths.exports(),
}

/** Audit: what went beside the usual course in thirty days, and who did it. */
export function AuditBench() {
  const t = useText(facesText)
  const { groups } = useData(getAuditDesk)
  return (
    <>
      <StatRow>
        {groups.map(({ group, n, week }) => (
          <StatCard
            key={group}
            label={`${t(`group_${group}`)} · ${t('week')}`}
            value={week}
            note={t('groupOf', { n })}
            {...(WHERE[group] ? { href: WHERE[group] } : {})}
          />
        ))}
      </StatRow>
      <div className="bw-grid-2">
        <div>
          {groups.slice(0, 3).map((group) => (
            <Rows key={group.group} group={group} />
          ))}
        </div>
        <div>
          {groups.slice(3).map((group) => (
            <Rows key={group.group} group={group} />
          ))}
        </div>
      </div>
    </>
  )
}

function Rows({ group }: { group: Group }) {
  const t = useText(facesText)
  const word = useCodeText(facesText)
  const both = useBoth()
  const what = (kind: string) => {
    const list = EXPORT_NAMES[kind as keyof typeof EXPORT_NAMES]
    return group.group === 'exports' && list ? both(list) : (word(kind) ?? kind)
  }
  const about = (row: Group['rows'][number]) =>
    group.group === 'exports' ? t('rowsOut', { n: Number(row.about) }) : row.about
  const href = WHERE[group.group]
  return (
    <ListPanel title={t(`group_${group.group}`)} {...(href ? { href } : {})}>
      {group.rows.length === 0 && <Quiet title={t('none')} />}
      {group.rows.map((row, index) => (
        <ListRow
          // biome-ignore lint/suspicious/noArrayIndexKey: rows of one reading have no identity of their own
          key={index}
          {...(row.customer ? { href: paths.customer(row.customer.id) } : {})}
          title={what(row.kind)}
          text={[row.customer?.name, about(row)].filter(Boolean).join(' · ')}
          side={row.who ?? t('bySystem')}
          sideNote={<Moment at={row.at} />}
        />
      ))}
    </ListPanel>
  )
}
