import { App, Button, Checkbox } from 'antd'
import { useMemo, useState } from 'react'
import { agreeToMany, listApprovals } from '../../../api/approvals.ts'
import { CASE_STATUSES } from '../../../core/approval/case.ts'
import { approvalsText } from '../../../text/web/approvals.ts'
import { fromUrl, type ReplyOf, useData, useSend } from '../../api.ts'
import { paths } from '../../paths.ts'
import { useMay } from '../../session.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Moment } from '../../ui/day.tsx'
import { FilterBar, UrlSearch, UrlSelect, UrlTabs } from '../../ui/filters.tsx'
import { listMark, useBoth, useText } from '../../ui/language.tsx'
import { Money } from '../../ui/money.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { EmptyState, useRefusalSentence } from '../../ui/refusal.tsx'
import { RowLink } from '../../ui/row-link.tsx'
import { useUrl } from '../../ui/url.tsx'
import { Delegations } from './delegations.tsx'
import { StatusTag } from './status-tag.tsx'
import './approvals.css'

type Row = ReplyOf<typeof listApprovals>['rows'][number]

/** One inbox: what waits for me, what I asked for, what I decided, what I am told (C071). */
export function ApprovalsPage() {
  const t = useText(approvalsText)
  const both = useBoth()
  const may = useMay()
  const { values } = useUrl()
  const list = useData(listApprovals, { query: fromUrl(listApprovals, values) })
  const [picked, setPicked] = useState<readonly string[]>([])
  const isMine = (values.box ?? 'mine') === 'mine'
  const columns = useColumns(isMine, picked, setPicked)
  const count = (word: string, n: number) => (n > 0 ? `${word} ${n}` : word)
  return (
    <>
      <PageHead title={t('title')} actions={may('approval.act') && <Delegations />} />
      <FilterBar>
        <UrlTabs
          name="box"
          fallback="mine"
          options={[
            { value: 'mine', label: count(t('boxMine'), list.counts.mine) },
            { value: 'sent', label: count(t('boxSent'), list.counts.sent) },
            { value: 'done', label: t('boxDone') },
            { value: 'copied', label: count(t('boxCopied'), list.counts.copied) },
            ...(list.mayAudit ? [{ value: 'all', label: t('boxAll') }] : []),
          ]}
        />
        <UrlSelect
          name="kind"
          label={t('kind')}
          options={list.kinds.map(({ kind, name }) => ({ value: kind, label: both(name) }))}
        />
        {!isMine && (
          <UrlSelect
            name="status"
            label={t('status')}
            options={CASE_STATUSES.map((status) => ({ value: status, label: t(status) }))}
          />
        )}
        <UrlSearch name="text" label={t('search')} />
      </FilterBar>
      <DataTable<Row>
        columns={columns}
        rows={list.rows}
        rowKey={(row) => row.id}
        rowHref={(row) => paths.approval(row.id)}
        total={list.total}
        pageSize={30}
        toolbar={
          isMine &&
          picked.length > 0 && <Batch rows={list.rows} picked={picked} onDone={() => setPicked([])} />
        }
        empty={<EmptyState title={t(isMine ? 'emptyMine' : 'emptyOther')} text={t('emptyText')} />}
      />
    </>
  )
}

function Batch({
  rows,
  picked,
  onDone,
}: {
  rows: readonly Row[]
  picked: readonly string[]
  onDone: () => void
}) {
  const t = useText(approvalsText)
  const both = useBoth()
  const sentence = useRefusalSentence()
  const { message } = App.useApp()
  const [open, setOpen] = useState(false)
  const send = useSend(agreeToMany, {
    refresh: [listApprovals],
    onDone: ({ agreed, results }) => {
      setOpen(false)
      onDone()
      void message.success(t('batchDone', { n: agreed }))
      for (const { title, refusal } of results) {
        if (refusal) void message.warning(`${title ? both(title) : ''} ${sentence({ code: refusal })}`)
      }
    },
  })
  const chosen = rows.filter((row) => picked.includes(row.id))
  return (
    <>
      <Button type="primary" onClick={() => setOpen(true)}>
        {t('batch', { n: chosen.length })}
      </Button>
      <Confirm
        open={open}
        title={t('batchTitle', { n: chosen.length })}
        text={chosen.map((row) => both(row.title)).join(listMark())}
        okText={t('agree')}
        reason="optional"
        reasonLabel={t('opinion')}
        busy={send.isPending}
        error={send.error}
        onCancel={() => setOpen(false)}
        onOk={(opinion) =>
          send.mutate({ body: { items: chosen.map(({ id, version }) => ({ id, version })), opinion } })
        }
      />
    </>
  )
}

function useColumns(isMine: boolean, picked: readonly string[], pick: (ids: readonly string[]) => void) {
  const t = useText(approvalsText)
  const both = useBoth()
  return useMemo<Column<Row>[]>(
    () => [
      {
        key: 'what',
        title: t('what'),
        card: 'title',
        cell: (row) => (
          <span className="bw-row bw-wrap">
            {isMine && (
              <Checkbox
                checked={picked.includes(row.id)}
                disabled={row.can.agree !== true}
                aria-label={t('pick', { title: both(row.title) })}
                onClick={(event) => event.stopPropagation()}
                onChange={(event) =>
                  pick(event.target.checked ? [...picked, row.id] : picked.filter((id) => id !== row.id))
                }
              />
            )}
            <strong>
              <RowLink>{both(row.title)}</RowLink>
            </strong>
            <span className="bw-tag">{both(row.kindName)}</span>
            {row.unread && <span className="bw-tag bw-tag-warn">{t('unread')}</span>}
          </span>
        ),
      },
      {
        key: 'amount',
        title: t('amount'),
        align: 'right',
        card: 'side',
        cell: (row) => (row.amountFen === null ? null : <Money fen={row.amountFen} short />),
      },
      { key: 'requester', title: t('requester'), card: 'foot', cell: (row) => row.requester.name },
      { key: 'waiting', title: t('waiting'), card: 'line', cell: (row) => <Waiting row={row} /> },
      {
        key: 'submitted',
        title: t('submitted'),
        card: 'foot',
        cell: (row) => <Moment at={row.submittedAt} />,
      },
      { key: 'status', title: t('status'), card: 'foot', cell: (row) => <StatusTag status={row.status} /> },
    ],
    [t, both, isMine, picked, pick],
  )
}

function Waiting({ row }: { row: Row }) {
  const both = useBoth()
  if (row.steps.length === 0) return null
  return (
    <>
      {row.steps.map((step) => (
        <span key={step.name.en} className="bw-block">
          {both(step.name)}：{step.people.join(listMark())}
        </span>
      ))}
    </>
  )
}
