import { Button } from 'antd'
import { exportOutbox } from '../../../api/list-exports.ts'
import { CHANNEL_KINDS, DELIVERY_STATES, listOutbox } from '../../../api/notify.ts'
import { decisionText } from '../../../text/notify-decisions.ts'
import { outboxText } from '../../../text/web/outbox.ts'
import { uiText } from '../../../text/web/ui.ts'
import { fromUrl, useData } from '../../api.ts'
import { useExportHref } from '../../parts/export-href.ts'
import { paths } from '../../paths.ts'
import { useMay } from '../../session.tsx'
import { Moment } from '../../ui/day.tsx'
import { ExportButton } from '../../ui/export-button.tsx'
import { FilterBar, UrlSelect, UrlTabs } from '../../ui/filters.tsx'
import { listMark, useLanguage, useText } from '../../ui/language.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { useIsPhone } from '../../ui/phone.ts'
import { EmptyState } from '../../ui/refusal.tsx'
import { Severity } from '../../ui/severity.tsx'
import { useGo, useUrl } from '../../ui/url.tsx'
import { Delivery } from './delivery.tsx'
import './outbox.css'
import { Pager } from '../../ui/pager.tsx'
import type { Sent } from './sent.ts'

const PAGE_SIZE = 20

/** Every message that left the house, as the receiver's phone shows it (C123). */
export function OutboxPage() {
  const t = useText(outboxText)
  const { values, set } = useUrl()
  const phone = useIsPhone()
  const { rows, total, counts } = useData(listOutbox, { query: fromUrl(listOutbox, values) })
  const exportHref = useExportHref(exportOutbox, fromUrl(exportOutbox, values))
  const ui = useText(uiText)
  const shown = rows.find((row) => row.id === values.message) ?? (phone ? undefined : rows[0])
  return (
    <>
      <PageHead title={t('title')} note={t('note')} />
      <FilterBar>
        <UrlTabs
          name="kind"
          fallback=""
          options={[
            { value: '', label: t('all') },
            ...CHANNEL_KINDS.map((kind) => ({ value: kind, label: t(kind) })),
          ]}
        />
        <UrlSelect
          name="state"
          label={t('state')}
          options={DELIVERY_STATES.map((state) => ({
            value: state,
            label: `${t(state)} ${counts[state] ?? 0}`,
          }))}
        />
        {exportHref && rows.length > 0 && <ExportButton href={exportHref} label={ui('export')} />}
      </FilterBar>
      {rows.length === 0 ? (
        <Nothing filtered={Boolean(values.kind || values.state)} />
      ) : (
        <div className="bw-outbox">
          <div className="bw-outbox-list">
            {rows.map((row) => (
              <div key={row.id}>
                <MessageRow row={row} chosen={row.id === shown?.id} />
                {phone && row.id === shown?.id && <Delivery row={row} />}
              </div>
            ))}
            {total > PAGE_SIZE && (
              <div className="bw-table-foot">
                <Pager
                  simple
                  page={Number(values.page ?? 1)}
                  pageSize={PAGE_SIZE}
                  total={total}
                  onPage={(page) => set({ page: String(page), message: undefined })}
                />
              </div>
            )}
          </div>
          {!phone && (
            <div className="bw-outbox-shown">{shown && <Delivery key={shown.id} row={shown} />}</div>
          )}
        </div>
      )}
    </>
  )
}

function MessageRow({ row, chosen }: { row: Sent; chosen: boolean }) {
  const t = useText(outboxText)
  const { language } = useLanguage()
  const { values, set } = useUrl()
  const tone = row.state === 'failed' ? ' bw-tag-danger' : row.state === 'sent' ? ' bw-tag-accent' : ''
  return (
    <button
      type="button"
      aria-pressed={chosen}
      className={`bw-outbox-row${chosen ? ' bw-here' : ''}`}
      onClick={() => set({ message: chosen ? undefined : row.id, page: values.page })}
    >
      <span className="bw-row">
        <Severity level={row.severity} plain />
        <strong>{row.title}</strong>
        <span className={`bw-tag${tone}`}>{t(row.state)}</span>
      </span>
      <span className="bw-soft">
        {t(row.channel.kind)} · {row.channel.name}
        {row.to.length > 0 && ` · @${row.to.map((person) => person.name).join(listMark())}`}
      </span>
      <span className="bw-muted">
        <Moment at={row.createdAt} /> · {decisionText(language === 'zh' ? 'zh-CN' : 'en', row.reason)}
      </span>
    </button>
  )
}

function Nothing({ filtered }: { filtered: boolean }) {
  const t = useText(outboxText)
  const may = useMay()
  const go = useGo()
  if (filtered) return <EmptyState title={t('noneTitle')} />
  return (
    <EmptyState
      title={t('emptyTitle')}
      text={t('emptyText')}
      action={
        may('channel.write') && (
          <Button type="primary" onClick={() => go(paths.settings('channels'))}>
            {t('toChannels')}
          </Button>
        )
      }
    />
  )
}
