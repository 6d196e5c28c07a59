import { useEffect, useState } from 'react'
import { getMisses, makeMisses } from '../../../api/misses.ts'
import { LOSS_KINDS } from '../../../core/backtest/miss.ts'
import { missesText } from '../../../text/web/misses.ts'
import { fromUrl, useData, useLater, useSend } from '../../api.ts'
import { paths } from '../../paths.ts'
import { CanButton } from '../../ui/can-button.tsx'
import { Moment } from '../../ui/day.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { FilterBar, UrlSelect } from '../../ui/filters.tsx'
import { useText } from '../../ui/language.tsx'
import { moneyText } from '../../ui/money.tsx'
import { PageHead, Panel } from '../../ui/page-head.tsx'
import { EmptyState } from '../../ui/refusal.tsx'
import { StatCard, StatRow } from '../../ui/stat-card.tsx'
import { useUrl } from '../../ui/url.tsx'
import { MissCandidates } from './miss-candidates.tsx'
import { MissLosses } from './miss-losses.tsx'
import type { Misses, Report } from './misses.ts'
import './rules.css'

const LOOK_AGAIN_MS = 2_000

/** What went wrong although nobody was warned, and from there straight to a draft that would have (C135). */
export function MissesPage() {
  const t = useText(missesText)
  const { values } = useUrl()
  const query = fromUrl(getMisses, values)
  const { report, can } = useData(getMisses, { query })
  return (
    <>
      <PageHead
        title={t('title')}
        note={report ? t('note', { from: report.from, to: report.to }) : undefined}
        back={{ href: paths.rules(), label: t('back') }}
        actions={<MakeAnother than={report?.madeAt ?? null} />}
      />
      {report ? (
        <Found report={report} can={can} />
      ) : (
        <EmptyState title={t('none')} text={t('noneText')} action={<MakeAnother than={null} />} />
      )}
    </>
  )
}

function Found({ report, can }: { report: Report; can: Misses['can'] }) {
  const t = useText(missesText)
  const { values } = useUrl()
  const kinds = report.kinds.filter(({ total }) => total > 0)
  return (
    <>
      <StatRow>
        {kinds.map((row) => (
          <StatCard
            key={row.kind}
            label={t(`kind_${row.kind}`)}
            value={row.missed}
            note={
              t('missedOf', { total: row.total, foreseen: row.foreseen }) +
              (row.missed > 0 ? t('missedMoney', { money: moneyText(row.missedFen) }) : '')
            }
            {...(row.missed > 0 ? { tone: 'danger' as const, href: paths.misses({ kind: row.kind }) } : {})}
          />
        ))}
      </StatRow>
      <p className="bw-soft">
        {t('keyNote', { money: moneyText(report.keyFen) })} · {t('made', { when: '' })}
        <Moment at={report.madeAt} />
      </p>
      {report.losses.length === 0 && !values['kind'] ? (
        <EmptyState title={t('allForeseen')} text={t('allForeseenText')} />
      ) : (
        <>
          <Panel
            title={t('candidates')}
            extra={
              <FilterBar>
                <UrlSelect
                  name="kind"
                  label={t('allKinds')}
                  options={LOSS_KINDS.map((kind) => ({ value: kind, label: t(`kind_${kind}`) }))}
                />
              </FilterBar>
            }
          >
            <MissCandidates candidates={report.candidates} can={can['propose']} />
          </Panel>
          <Panel title={t('losses')} flush>
            <MissLosses report={report} />
          </Panel>
        </>
      )}
    </>
  )
}

/** Asks for another report and waits until it is newer than the one that is shown. */
function MakeAnother({ than }: { than: number | null }) {
  const t = useText(missesText)
  const [asked, setAsked] = useState<{ than: number | null } | null>(null)
  const make = useSend(makeMisses, { refresh: [], onDone: () => setAsked({ than }) })
  const { values } = useUrl()
  const { refetch } = useLater(getMisses, { query: fromUrl(getMisses, values), enabled: false })
  const isWaiting = asked !== null && asked.than === than
  useEffect(() => {
    if (!isWaiting) return
    const timer = setInterval(() => void refetch(), LOOK_AGAIN_MS)
    return () => clearInterval(timer)
  }, [isWaiting, refetch])
  return (
    <div className="bw-row">
      {isWaiting && (
        <span className="bw-soft" role="status">
          {t('making')}
        </span>
      )}
      <CanButton can={true} loading={make.isPending || isWaiting} onClick={() => make.mutate({ body: {} })}>
        {t('make')}
      </CanButton>
      <ErrorNote error={make.error} />
    </div>
  )
}
