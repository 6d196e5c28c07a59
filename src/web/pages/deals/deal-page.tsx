import { EditOutlined } from '@ant-design/icons'
import { useParams } from '@tanstack/react-router'
import { Alert } from 'antd'
import { useState } from 'react'
import { listAlerts } from '../../../api/alerts.ts'
import { getDeal } from '../../../api/deals.ts'
import { dealsText } from '../../../text/web/deals.ts'
import { type ReplyOf, useData, useLater } from '../../api.ts'
import { ActivityComposer } from '../../parts/activity-composer.tsx'
import { ActivityList } from '../../parts/activity-list.tsx'
import { ArticlesPanel } from '../../parts/articles-panel.tsx'
import { MissingFields, useCustomFacts } from '../../parts/custom-words.tsx'
import { FiguresButton } from '../../parts/figures-link.tsx'
import { FilesPanel } from '../../parts/files-panel.tsx'
import { HistoryButton } from '../../parts/history-button.tsx'
import { OrdersPanel } from '../../parts/orders-panel.tsx'
import { QuotesPanel } from '../../parts/quotes-panel.tsx'
import { TasksPanel } from '../../parts/tasks-panel.tsx'
import { paths } from '../../paths.ts'
import { useMay, useSession } from '../../session.tsx'
import { AsOfPicker, LookingBackBanner } from '../../ui/as-of.tsx'
import { CanButton } from '../../ui/can-button.tsx'
import { Day } from '../../ui/day.tsx'
import { useBoth, useLanguage, useText } from '../../ui/language.tsx'
import { BookedMoney } from '../../ui/money.tsx'
import { Facts, PageHead, Panel } from '../../ui/page-head.tsx'
import { Person } from '../../ui/person.tsx'
import { Severity } from '../../ui/severity.tsx'
import { Timeline } from '../../ui/timeline.tsx'
import { TextLink, useAsOf } from '../../ui/url.tsx'
import { ChecksPanel } from './checks-panel.tsx'
import './deals.css'
import { laterOpened } from '../../ui/later.tsx'
import { HelpPanel } from './help-panel.tsx'
import { useMove, worthOf } from './move-dialog.tsx'
import { StageBar } from './stage-bar.tsx'
import { StageDays } from './stage-days.tsx'

const EditDealDrawer = laterOpened(async () => (await import('./deal-form.tsx')).EditDealDrawer)

type Deal = ReplyOf<typeof getDeal>

export function DealPage() {
  const t = useText(dealsText)
  const { id } = useParams({ strict: false }) as { id: string }
  const asOf = useAsOf()
  const may = useMay()
  const { user } = useSession()
  const deal = useData(getDeal, { params: { id }, query: { asOf } })
  const { start, dialog } = useMove(deal.stages, [deal])
  const [editing, setEditing] = useState(false)
  const live = !asOf
  return (
    <>
      <LookingBackBanner reading="business" />
      <PageHead
        back={{ href: paths.deals(), label: t('back') }}
        title={deal.title}
        note={
          deal.customer ? (
            <TextLink href={paths.customer(deal.customer.id)}>{deal.customer.name}</TextLink>
          ) : (
            t('noCustomer')
          )
        }
        actions={
          <>
            <AsOfPicker />
            {live && <FiguresButton kind="deal" id={deal.id} />}
            {live && <HistoryButton kind="deal" id={deal.id} />}
            {live && may('deal.write') && (
              <CanButton can={deal.can.edit} icon={<EditOutlined />} onClick={() => setEditing(true)}>
                {t('edit')}
              </CanButton>
            )}
          </>
        }
      />
      {deal.outcome === 'undated' && (
        <Alert type="info" showIcon title={t('undatedNote')} className="biz-conflict-note" />
      )}
      <StageBar
        deal={deal}
        can={live && may('deal.write') ? deal.can.move : undefined}
        onMove={(to) =>
          start(
            {
              id: deal.id,
              title: deal.title,
              stageId: deal.stage.id,
              version: deal.version,
              ...worthOf(deal),
            },
            to,
          )
        }
      />
      <div className="bw-grid-2">
        <div>
          {live && deal.can.recordActivity === true && (
            <Panel>
              <ActivityComposer dealId={deal.id} customerId={deal.customer?.id ?? null} />
            </Panel>
          )}
          <Panel title={t('activities')}>
            <ActivityList items={deal.activities} mayUndo={live ? user.id : null} />
          </Panel>
        </div>
        <div>
          <AlertsOfDeal deal={deal} />
          <ChecksPanel deal={deal} asOf={asOf} />
          {live && deal.outcome === 'open' && <HelpPanel dealId={deal.id} />}
          <KnownOfDeal deal={deal} />
          {deal.can.edit !== 'help_reads_only' && <TasksPanel record={{ kind: 'deal', id: deal.id }} />}
          <QuotesPanel
            deal={{ id: deal.id, title: deal.title, currency: deal.currency }}
            customer={deal.customer ?? undefined}
          />
          <OrdersPanel
            deal={{ id: deal.id, title: deal.title, ...worthOf(deal) }}
            customer={deal.customer ?? undefined}
          />
          {live && deal.can.edit !== 'help_reads_only' && (
            <FilesPanel record={{ recordKind: 'deal', recordId: deal.id }} />
          )}
          <FactsOfDeal deal={deal} />
          <HistoryOfDeal deal={deal} />
        </div>
      </div>
      <EditDealDrawer open={editing} deal={deal} onClose={() => setEditing(false)} />
      {dialog}
    </>
  )
}

/** What helps in the stage it is in; once it is lost, what helps against the reason. */
function KnownOfDeal({ deal }: { deal: Deal }) {
  if (deal.asOf !== null) return null
  if (deal.outcome !== 'lost') return <ArticlesPanel kind="stage" target={deal.stage.id} />
  return deal.lostReason ? <ArticlesPanel kind="lost_reason" target={deal.lostReason} /> : null
}

function FactsOfDeal({ deal }: { deal: Deal }) {
  const t = useText(dealsText)
  const items = [
    {
      label: t('amount'),
      value: <BookedMoney as="line" fen={deal.amountFen} currency={deal.currency} original={deal.original} />,
    },
    { label: t('responsible'), value: <Person name={deal.responsible?.name} /> },
    { label: t('stageDays'), value: deal.outcome === 'open' ? <StageDays deal={deal} /> : null },
    { label: t('expected'), value: deal.outcome === 'open' ? <Day day={deal.expectedCloseOn} near /> : null },
    { label: t('closedOn'), value: deal.closedOn ? <Day day={deal.closedOn} /> : null },
    { label: t('product'), value: deal.product },
    { label: t('createdOn'), value: deal.createdOn ? <Day day={deal.createdOn} /> : null },
    { label: t('lostReason'), value: deal.lostReason },
    { label: t('competitor'), value: deal.competitor },
  ].filter((item) => item.value !== null && item.value !== '')
  const own = useCustomFacts('deal', deal.custom)
  return (
    <Panel title={t('facts')}>
      <Facts items={[...items, ...own.items]} />
      <MissingFields names={own.missing} />
    </Panel>
  )
}

function AlertsOfDeal({ deal }: { deal: Deal }) {
  const t = useText(dealsText)
  const both = useBoth()
  const may = useMay()
  const { data } = useLater(listAlerts, {
    query: { subjectId: deal.id, asOf: deal.asOf ?? undefined, pageSize: 10 },
    enabled: may('alert.read'),
  })
  if (!data || data.rows.length === 0) return null
  return (
    <Panel title={t('alerts')}>
      <ul className="biz-deal-alerts">
        {data.rows.map((alert) => (
          <li key={alert.id}>
            <TextLink href={paths.alert(alert.id)}>
              <span className="bw-row bw-wrap">
                <Severity level={alert.severity} />
                <strong>{both(alert.title)}</strong>
              </span>
              <span className="bw-soft">{both(alert.sentence)}</span>
            </TextLink>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

function HistoryOfDeal({ deal }: { deal: Deal }) {
  const t = useText(dealsText)
  const { language } = useLanguage()
  const english = new Map(deal.stages.map((stage) => [stage.name, stage.nameEn || stage.name]))
  const newestFirst = [...deal.history].reverse()
  return (
    <Panel title={t('history')}>
      <Timeline
        items={newestFirst.map((step) => {
          const to = language === 'en' ? step.toEn || step.to : step.to
          const from = step.from && language === 'en' ? (english.get(step.from) ?? step.from) : step.from
          return {
            key: step.id,
            at: <Day day={step.occurredOn} />,
            title: (
              <span className="bw-row bw-wrap">
                <strong>{from ? t('historyMove', { from, to }) : `${t('historyStart')} · ${to}`}</strong>
                {step.back && <span className="bw-tag bw-tag-warn">{t('historyBack')}</span>}
              </span>
            ),
            text: [
              step.actorName ?? t('bySystem'),
              step.days === null ? null : t('historyDays', { n: step.days }),
              step.lostReason,
            ]
              .filter((part) => part)
              .join(' · '),
            ...(step.back ? { tone: 'warn' as const } : {}),
          }
        })}
      />
    </Panel>
  )
}
