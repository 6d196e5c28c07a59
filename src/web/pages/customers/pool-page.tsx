import { App, Button, Form, InputNumber } from 'antd'
import { useState } from 'react'
import { claimCustomer, listPool, savePoolSettings } from '../../../api/pool.ts'
import { poolText } from '../../../text/web/pool.ts'
import { type ReplyOf, useData, useSend } from '../../api.ts'
import { FormDrawer } from '../../parts/form-drawer.tsx'
import { paths } from '../../paths.ts'
import { CanButton } from '../../ui/can-button.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Day } from '../../ui/day.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { FilterBar, UrlSearch } from '../../ui/filters.tsx'
import { useText } from '../../ui/language.tsx'
import { PageHead, Panel } from '../../ui/page-head.tsx'
import { EmptyState } from '../../ui/refusal.tsx'
import { TextLink, useGo, useUrl } from '../../ui/url.tsx'
import { POOL_PAGE_SIZE, poolQuery } from './queries.ts'
import './customers.css'

type Pool = ReplyOf<typeof listPool>
type Row = Pool['items'][number]

/** 公海: what nobody answers for, to be taken by whoever has room. */
export function PoolPage() {
  const t = useText(poolText)
  const go = useGo()
  const { message } = App.useApp()
  const { values } = useUrl()
  const [setting, setSetting] = useState(false)
  const pool = useData(listPool, { query: poolQuery(values) })
  const claim = useSend(claimCustomer, {
    onDone: ({ id }) => {
      void message.success(t('claimed'))
      go(paths.customer(id))
    },
  })
  return (
    <>
      <PageHead
        title={t('title')}
        note={<Standing pool={pool} />}
        back={{ href: paths.customers(), label: t('customers') }}
        actions={
          pool.can.settings === true && <Button onClick={() => setSetting(true)}>{t('settings')}</Button>
        }
      />
      <FilterBar>
        <UrlSearch label={t('search')} />
      </FilterBar>
      <ErrorNote error={claim.error} />
      <Leaving rows={pool.leaving} />
      <DataTable
        columns={useColumns({
          busyId: claim.isPending ? claim.variables?.params?.id : undefined,
          onClaim: (id) => claim.mutate({ params: { id } }),
        })}
        rows={pool.items}
        rowKey={(row) => row.id}
        total={pool.total}
        pageSize={POOL_PAGE_SIZE}
        empty={<EmptyState title={t('empty')} text={t('emptyText')} />}
      />
      <PoolSettings open={setting} settings={pool.settings} onClose={() => setSetting(false)} />
    </>
  )
}

function Standing({ pool }: { pool: Pool }) {
  const t = useText(poolText)
  const { held, settings } = pool
  const { recycleDays, mostPerPerson } = settings
  const parts = [
    mostPerPerson === null ? t('held', { n: held }) : t('heldOf', { n: held, most: mostPerPerson }),
    recycleDays === null ? t('neverBack') : t('backAfter', { n: recycleDays }),
  ]
  return <>{parts.join(' · ')}</>
}

function Leaving({ rows }: { rows: Pool['leaving'] }) {
  const t = useText(poolText)
  if (rows.length === 0) return null
  return (
    <Panel title={t('leaving', { n: rows.length })}>
      <ul className="biz-leaving">
        {rows.map((row) => (
          <li key={row.id}>
            <TextLink href={paths.customer(row.id)}>{row.name}</TextLink>
            <span className="bw-warn">
              <Day day={row.on} />
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

function useColumns(acting: { busyId: string | undefined; onClaim: (id: string) => void }): Column<Row>[] {
  const t = useText(poolText)
  return [
    { key: 'name', title: t('name'), card: 'title', cell: (row) => row.name },
    { key: 'city', title: t('city'), cell: (row) => row.city },
    {
      key: 'last',
      title: t('last'),
      cell: (row) => (row.lastActivityOn ? <Day day={row.lastActivityOn} /> : null),
    },
    {
      key: 'from',
      title: t('from'),
      cell: (row) =>
        row.releasedOn && (
          <span>
            {row.releasedBy} · <Day day={row.releasedOn} />
          </span>
        ),
    },
    { key: 'reason', title: t('reason'), cell: (row) => row.reason || null },
    {
      key: 'act',
      title: '',
      align: 'right',
      card: 'foot',
      cell: (row) => (
        <CanButton
          can={row.can.claim}
          type="primary"
          size="small"
          loading={acting.busyId === row.id}
          onClick={() => acting.onClaim(row.id)}
        >
          {t('claim')}
        </CanButton>
      ),
    },
  ]
}

type SettingsProps = { open: boolean; settings: Pool['settings']; onClose: () => void }

function PoolSettings({ open, settings, onClose }: SettingsProps) {
  const t = useText(poolText)
  const send = useSend(savePoolSettings, { refresh: [listPool], onDone: onClose })
  return (
    <FormDrawer
      open={open}
      onClose={onClose}
      title={t('settings')}
      formId="pool-settings"
      busy={send.isPending}
    >
      <Form<Pool['settings']>
        id="pool-settings"
        layout="vertical"
        requiredMark={false}
        initialValues={settings}
        onFinish={(fields) =>
          send.mutate({
            body: {
              recycleDays: fields.recycleDays ?? null,
              mostPerPerson: fields.mostPerPerson ?? null,
              coolDays: fields.coolDays ?? 0,
            },
          })
        }
      >
        <Form.Item name="recycleDays" label={t('recycleDays')} extra={t('recycleDaysHint')}>
          <InputNumber min={7} max={730} precision={0} className="biz-wide" />
        </Form.Item>
        <Form.Item name="mostPerPerson" label={t('mostPerPerson')} extra={t('mostHint')}>
          <InputNumber min={1} max={10_000} precision={0} className="biz-wide" />
        </Form.Item>
        <Form.Item name="coolDays" label={t('coolDays')} extra={t('coolHint')}>
          <InputNumber min={0} max={365} precision={0} className="biz-wide" />
        </Form.Item>
        <ErrorNote error={send.error} />
      </Form>
    </FormDrawer>
  )
}
