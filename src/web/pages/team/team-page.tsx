import { useState } from 'react'
import { exportTeamBoard, getTeamBoard } from '../../../api/team.ts'
import { boardWords } from '../../../text/team-words.ts'
import { teamText } from '../../../text/web/team.ts'
import { type ReplyOf, urlOf, useData } from '../../api.ts'
import { FreshnessNote } from '../../parts/freshness-note.tsx'
import { useMay } from '../../session.tsx'
import { AsOfPicker, LookingBackBanner } from '../../ui/as-of.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { useLanguage, useText } from '../../ui/language.tsx'
import { later } from '../../ui/later.tsx'
import { PageHead, Panel } from '../../ui/page-head.tsx'
import { EmptyState } from '../../ui/refusal.tsx'
import { useAsOf } from '../../ui/url.tsx'
import type { Asked } from './asked.ts'
import { useBoardColumns } from './columns.tsx'
import { Responses } from './responses.tsx'
import { StuckDeals } from './stuck-deals.tsx'
import './team.css'

const Rows = later(async () => (await import('./rows-drawer.tsx')).RowsDrawer)

/** One row for each person; every number opens the rows that make it. */
export function TeamPage() {
  const t = useText(teamText)
  const { language } = useLanguage()
  const may = useMay()
  const asOf = useAsOf()
  const query = asOf ? { asOf } : {}
  const board = useData(getTeamBoard, { query })
  const [asked, setAsked] = useState<Asked | null>(null)
  const { columns, summary } = useBoardColumns(board, setAsked)
  return (
    <>
      <LookingBackBanner reading="business" />
      <PageHead
        title={t('title')}
        note={noteOf(t, board)}
        actions={
          <>
            <AsOfPicker />
            <CopyButton words={boardWords(language === 'zh' ? 'zh-CN' : 'en', board)}>{t('copy')}</CopyButton>
          </>
        }
      />
      <FreshnessNote of={['activity', 'deal', 'payment']} />
      <Panel flush>
        <DataTable
          columns={columns}
          rows={board.rows}
          rowKey={(row) => row.person?.id ?? 'none'}
          exportHref={may('export.run') ? urlOf(exportTeamBoard, { query }) : undefined}
          empty={<EmptyState title={t('empty')} text={t('emptyText')} />}
          {...(board.rows.length > 1 ? { summary } : {})}
        />
      </Panel>
      <StuckDeals />
      <Responses />
      {asked && <Rows asked={asked} onClose={() => setAsked(null)} />}
    </>
  )
}

function noteOf(
  t: ReturnType<typeof useText<keyof (typeof teamText)['zh']>>,
  board: ReplyOf<typeof getTeamBoard>,
) {
  return t('note', {
    day: board.asOf,
    from: board.weekFrom.slice(5),
    lastFrom: board.lastWeekFrom.slice(5),
    lastTo: board.lastWeekTo.slice(5),
    gone: board.workdays.gone,
    all: board.workdays.all,
  })
}
