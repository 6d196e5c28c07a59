import type { ExportRequest } from '../../../api/exports.ts'
import { EXPORT_NAMES } from '../../../text/exports.ts'
import { exportsText } from '../../../text/web/exports.ts'
import { paths } from '../../paths.ts'
import { CanButton } from '../../ui/can-button.tsx'
import { Moment } from '../../ui/day.tsx'
import { ExportButton } from '../../ui/export-button.tsx'
import { useLanguage, useText } from '../../ui/language.tsx'
import { Panel } from '../../ui/page-head.tsx'
import { TextLink } from '../../ui/url.tsx'
import './exports.css'
import { fileOf, pageOfList } from './places.ts'

/** What one has asked for oneself, and the file once somebody has agreed. */
export function Requests({ rows }: { rows: readonly ExportRequest[] }) {
  const t = useText(exportsText)
  if (rows.length === 0) return null
  return (
    <div className="biz-export-mine">
      <Panel title={t('mine')}>
        <ul className="biz-export-requests">
          {rows.map((row) => (
            <RequestLine key={row.id} row={row} />
          ))}
        </ul>
      </Panel>
    </div>
  )
}

function RequestLine({ row }: { row: ExportRequest }) {
  const t = useText(exportsText)
  const { language } = useLanguage()
  const list = EXPORT_NAMES[row.list][language]
  return (
    <li>
      <span className="biz-export-what">
        <TextLink href={pageOfList(row.list, row.search)}>
          {row.search === '' ? list : t('narrowed', { list })}
        </TextLink>
        <span className="bw-num">
          {t('rows')} {row.rows}
        </span>
        <span className="bw-soft">{row.reason}</span>
      </span>
      <span className="bw-row">
        <span className="bw-muted">
          <Moment at={row.askedAt} />
        </span>
        <TextLink href={paths.approval(row.approvalId)} className="bw-tag">
          {t(`state_${row.state}`)}
        </TextLink>
        {row.can.fetch === true ? (
          <ExportButton href={fileOf(row.list, row.search, row.id)} label={t('fetch')} primary />
        ) : (
          <CanButton can={row.can.fetch} size="small">
            {t('fetch')}
          </CanButton>
        )}
      </span>
    </li>
  )
}
