import { Button } from 'antd'
import { listImports } from '../../../api/imports.ts'
import { listInstalments } from '../../../api/receivables.ts'
import { importText } from '../../../text/web/import.ts'
import { workbenchText } from '../../../text/web/workbench.ts'
import { useData } from '../../api.ts'
import { paths } from '../../paths.ts'
import { Moment } from '../../ui/day.tsx'
import { useText } from '../../ui/language.tsx'
import { Money } from '../../ui/money.tsx'
import { Panel } from '../../ui/page-head.tsx'
import { useToday } from '../../ui/today.tsx'
import { useGo } from '../../ui/url.tsx'
import { InstalmentRows, ListPanel, ListRow, Quiet } from './blocks.tsx'
import { MyObligations } from './my-obligations.tsx'
import { ask } from './views.ts'

/** The sales assistant keeps the books of the team up to date: ledgers in, refused rows mended, who owes. */
export function AssistantBench() {
  const t = useText(workbenchText)
  const state = useText(importText)
  const go = useGo()
  const today = useToday()
  const imports = useData(listImports, ask.imports)
  const overdue = useData(listInstalments, ask.overdue)
  const due = useData(listInstalments, ask.dueThisWeek(today))
  return (
    <div className="bw-grid-2">
      <div>
        <MyObligations />
        <Panel title={t('keepUp')}>
          <div className="bw-stack">
            <p className="bw-soft">{t('keepUpText')}</p>
            <div>
              <Button type="primary" onClick={() => go(paths.imports())}>
                {t('startImport')}
              </Button>
            </div>
          </div>
        </Panel>
        <ListPanel title={t('recentImports')} href={paths.imports()}>
          {imports.rows.length === 0 && <Quiet title={t('lastImportNone')} />}
          {imports.rows.map((batch) => (
            <ListRow
              key={batch.id}
              href={paths.import(batch.id)}
              title={batch.fileName}
              text={<Moment at={batch.createdAt} />}
              side={
                <span className={batch.counts && batch.counts.bad > 0 ? 'bw-danger' : 'bw-soft'}>
                  {batch.counts && batch.counts.bad > 0
                    ? t('badRows', { n: batch.counts.bad })
                    : state(`state_${batch.state}`)}
                </span>
              }
            />
          ))}
        </ListPanel>
      </div>
      <div>
        <Panel
          title={t('overdue')}
          flush
          extra={overdue.total > 0 && <Money fen={overdue.sumOpenFen} short tone="danger" />}
        >
          <div className="bw-list">
            {overdue.items.length === 0 ? (
              <Quiet title={t('overdueNone')} />
            ) : (
              <InstalmentRows rows={overdue.items} />
            )}
          </div>
        </Panel>
        <ListPanel title={t('dueWeek')} href={paths.receivables({ tab: 'calendar' })}>
          {due.items.length === 0 ? <Quiet title={t('dueWeekNone')} /> : <InstalmentRows rows={due.items} />}
        </ListPanel>
      </div>
    </div>
  )
}
