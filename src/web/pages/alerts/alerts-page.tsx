import { Checkbox } from 'antd'
import { useMemo } from 'react'
import { acknowledgeAlert, exportAlerts, listAlerts } from '../../../api/alerts.ts'
import { dayOf } from '../../../core/calendar.ts'
import { alertsText } from '../../../text/web/alerts.ts'
import { uiText } from '../../../text/web/ui.ts'
import { fromUrl, type ReplyOf, urlOf, useData, useSend } from '../../api.ts'
import { InhibitedTag } from '../../parts/inhibition.tsx'
import { paths } from '../../paths.ts'
import { useMay, useSession } from '../../session.tsx'
import { AsOfPicker, LookingBackBanner } from '../../ui/as-of.tsx'
import { CanButton } from '../../ui/can-button.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Moment } from '../../ui/day.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { FilterBar, UrlSearch, UrlSelect, UrlTabs } from '../../ui/filters.tsx'
import { useBoth, useText } from '../../ui/language.tsx'
import { Money, moneyText } from '../../ui/money.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { Person } from '../../ui/person.tsx'
import { EmptyState } from '../../ui/refusal.tsx'
import { RowLink } from '../../ui/row-link.tsx'
import { Severity } from '../../ui/severity.tsx'
import { useAsOf, useUrl } from '../../ui/url.tsx'
import { type AlertListed, AlertStatusTag, Deadline } from './alert-words.tsx'
import { QuietButton } from './quiet-drawer.tsx'
import { TeamMatters } from './team-matters.tsx'
import { WaitingPanel } from './waiting-panel.tsx'
import './alerts.css'

type Listed = ReplyOf<typeof listAlerts>

/** The worklist: what is at stake, most money first (C126 C131). */
export function AlertsPage() {
  const t = useText(alertsText)
  const { values } = useUrl()
  const list = useData(listAlerts, { query: fromUrl(listAlerts, values) })
  const { columns, error } = useColumns()
  const may = useMay()
  const filtered = Object.keys(values).some((name) => !['page', 'sort', 'asOf'].includes(name))
  return (
    <>
      <LookingBackBanner reading="known" />
      <PageHead
        title={t('title')}
        note={
          list.total > 0
            ? t('headline', { n: list.total, money: moneyText(list.moneyFen) })
            : t('headlineNone')
        }
        actions={
          <>
            <QuietButton />
            <AsOfPicker />
          </>
        }
      />
      {values.asOf === undefined && <TeamMatters />}
      <WaitingPanel />
      <Filters list={list} />
      <ErrorNote error={error} />
      <DataTable<AlertListed>
        columns={columns}
        rows={list.rows}
        rowKey={(row) => row.id}
        rowHref={(row) => paths.alert(row.id)}
        total={list.total}
        pageSize={50}
        defaultSort="money"
        exportHref={
          may('export.run') && list.total > 0
            ? urlOf(exportAlerts, { query: fromUrl(exportAlerts, values) })
            : undefined
        }
        empty={
          filtered ? (
            <EmptyState title={t('emptyTitle')} text={t('emptyText')} />
          ) : (
            <EmptyState title={t('calmTitle')} text={t('calmText')} />
          )
        }
      />
    </>
  )
}

function Filters({ list }: { list: Listed }) {
  const t = useText(alertsText)
  const ui = useText(uiText)
  const both = useBoth()
  const { values, set } = useUrl()
  const { user } = useSession()
  return (
    <FilterBar>
      <UrlTabs
        name="status"
        fallback="active"
        options={[
          { value: 'active', label: t('tabActive') },
          { value: 'resolved', label: t('tabDone') },
          { value: 'all', label: t('tabAll') },
        ]}
      />
      <UrlSelect
        name="severity"
        label={t('filterSeverity')}
        options={list.bySeverity.map((one) => ({
          value: String(one.severity),
          label: `${ui(`severity${one.severity}`)} ${one.count}`,
        }))}
      />
      <UrlSelect
        name="rule"
        label={t('filterRule')}
        options={list.byRule.map((one) => ({
          value: one.ruleCode,
          label: `${both(one.title)} ${one.count}`,
        }))}
      />
      <UrlSelect
        name="mode"
        label={t('filterMode')}
        options={[
          { value: 'on', label: t('modeOn') },
          { value: 'trial', label: t('modeTrial') },
          { value: 'all', label: t('tabAll') },
        ]}
      />
      <UrlSearch name="text" label={t('search')} />
      {user.permissions.includes('alert.handle') && (
        <Checkbox
          checked={values.mine === 'true'}
          onChange={(event) => set({ mine: event.target.checked ? 'true' : undefined })}
        >
          {t('tabMine')}
        </Checkbox>
      )}
      <Checkbox
        checked={values.silenced === 'true'}
        onChange={(event) => set({ silenced: event.target.checked ? 'true' : undefined })}
      >
        {t('silencedToo')}
      </Checkbox>
      {(list.inhibited > 0 || values.inhibited === 'only') && (
        <Checkbox
          checked={values.inhibited === 'only'}
          onChange={(event) => set({ inhibited: event.target.checked ? 'only' : undefined })}
        >
          {t('inhibitedOnly', { n: list.inhibited })}
        </Checkbox>
      )}
    </FilterBar>
  )
}

function useColumns() {
  const t = useText(alertsText)
  const asOf = useAsOf()
  const take = useSend(acknowledgeAlert, { refresh: [listAlerts] })
  const { mutate } = take
  const columns = useMemo<Column<AlertListed>[]>(
    () => [
      { key: 'what', title: t('what'), card: 'title', cell: (row) => <What alert={row} /> },
      {
        key: 'money',
        title: t('money'),
        align: 'right',
        card: 'side',
        sort: { desc: 'money' },
        cell: (row) => <Money fen={row.moneyFen || null} short />,
      },
      { key: 'who', title: t('who'), card: 'foot', cell: (row) => <Person name={row.responsible.name} /> },
      {
        key: 'deadline',
        card: 'foot',
        title: t('deadline'),
        sort: { asc: 'deadline' },
        cell: (row) => <Deadline alert={row} />,
      },
      {
        key: 'opened',
        title: t('opened'),
        card: 'hide',
        sort: { desc: 'opened' },
        cell: (row) => <Moment at={row.openedAt} />,
      },
      {
        key: 'status',
        card: 'foot',
        title: t('status'),
        cell: (row) =>
          row.can.acknowledge === true && row.status === 'open' && !asOf ? (
            <CanButton
              can={true}
              size="small"
              type="primary"
              ghost
              onClick={(event) => {
                event.preventDefault()
                mutate({ params: { id: row.id }, body: { version: row.version } })
              }}
            >
              {t('acknowledge')}
            </CanButton>
          ) : (
            <AlertStatusTag status={row.status} />
          ),
      },
    ],
    [t, asOf, mutate],
  )
  return { columns, error: take.error }
}

/** Customer first, then what happened in one sentence: understandable without opening it. */
export function What({ alert }: { alert: AlertListed }) {
  const t = useText(alertsText)
  const both = useBoth()
  const part = alert.customer !== null && alert.subject.label !== alert.customer.name
  return (
    <span className="bw-alert-what">
      <span className="bw-alert-line">
        <Severity level={alert.severity} plain />
        <strong>
          <RowLink>{alert.customer?.name ?? alert.subject.label}</RowLink>
        </strong>
        <span className="bw-tag">{both(alert.title)}</span>
        {alert.mode === 'trial' && <span className="bw-tag bw-tag-warn">{t('trialTag')}</span>}
        {alert.escalationLevel > 0 && (
          <span className="bw-tag bw-tag-danger">{t('escalated', { n: alert.escalationLevel })}</span>
        )}
        {alert.clearedAt !== null && <span className="bw-tag">{t('clearedTag')}</span>}
        {alert.inhibited !== null && <InhibitedTag reason={alert.inhibited} />}
        {alert.silencedUntil !== null && (
          <span className="bw-tag">{t('silencedUntil', { day: dayOf(alert.silencedUntil) })}</span>
        )}
      </span>
      <span className="bw-alert-sentence">
        {part && <span className="bw-alert-part">{alert.subject.label}</span>}
        {both(alert.sentence)}
      </span>
    </span>
  )
}
