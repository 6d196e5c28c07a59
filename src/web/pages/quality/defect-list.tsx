import { App, Button, Checkbox, Tag } from 'antd'
import { useMemo, useState } from 'react'
import { exportDefects } from '../../../api/list-exports.ts'
import { applyFixes, type DefectRow, listDefects, qualityOverview } from '../../../api/quality.ts'
import { CHECK_CODES } from '../../../core/quality/checks.ts'
import { freshnessText } from '../../../text/web/freshness.ts'
import { qualityText } from '../../../text/web/quality.ts'
import { useData, useSend } from '../../api.ts'
import { useExportHref } from '../../parts/export-href.ts'
import { usePeople } from '../../parts/people.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { FilterBar, UrlSelect, UrlTabs } from '../../ui/filters.tsx'
import { listMark, useCodeText, useText } from '../../ui/language.tsx'
import { Panel } from '../../ui/page-head.tsx'
import { EmptyState, useRefusalSentence } from '../../ui/refusal.tsx'
import { useAsOf, useUrl } from '../../ui/url.tsx'
import { useDefectColumns } from './columns.tsx'
import { DEFECTS_PAGE_SIZE, defectsQuery } from './queries.ts'

/** The defects themselves: the way to the record, the proposal to take, or why it is right as it is. */
export function DefectList() {
  const t = useText(qualityText)
  const asOf = useAsOf()
  const { values } = useUrl()
  const list = useData(listDefects, { query: defectsQuery(values) })
  const exportHref = useExportHref(exportDefects, defectsQuery(values))
  const fixable = useMemo(() => list.items.filter((row) => row.can.fix === true), [list.items])
  const [wanted, setWanted] = useState<ReadonlySet<string>>(new Set())
  // Rows of another page or filter are not chosen out of sight.
  const chosen = fixable.filter(({ id }) => wanted.has(id)).map(({ id }) => id)
  const columns = useDefectColumns({
    isChosen: (id) => wanted.has(id),
    choose: (id, on) => setWanted((before) => toggled(before, id, on)),
  })
  return (
    <div id="list">
      <Panel title={t('list')} flush>
        <div className="biz-quality-filters">
          <Filters />
        </div>
        {asOf && <p className="bw-soft biz-quality-note">{t('lookingBack', { day: asOf })}</p>}
        <DataTable<DefectRow>
          columns={columns}
          rows={list.items}
          rowKey={(row) => row.id}
          total={list.total}
          pageSize={DEFECTS_PAGE_SIZE}
          exportHref={exportHref}
          rowTone={(row) => (row.isOverdue ? 'danger' : row.state === 'open' ? undefined : 'muted')}
          toolbar={
            fixable.length > 0 && (
              <Apply
                chosen={chosen}
                fixable={fixable.map(({ id }) => id)}
                onChoose={(ids) => setWanted(new Set(ids))}
              />
            )
          }
          empty={
            <EmptyState
              title={t('noneTitle')}
              text={t(values['view'] === 'mine' ? 'noneMineText' : 'noneText')}
            />
          }
        />
      </Panel>
    </div>
  )
}

function toggled(before: ReadonlySet<string>, id: string, on: boolean): ReadonlySet<string> {
  const next = new Set(before)
  if (on) next.add(id)
  else next.delete(id)
  return next
}

function Filters() {
  const t = useText(qualityText)
  const people = usePeople()
  const asOf = useAsOf()
  const { values, set } = useUrl()
  const source = useCodeText(freshnessText)
  const sourceNames = (list: string) =>
    list
      .split(',')
      .map((name) => source(name) ?? '')
      .join(listMark())
  const tick = (name: 'overdueOnly' | 'fixableOnly', label: string) => (
    <Checkbox
      checked={values[name] === 'true'}
      onChange={(event) => set({ [name]: event.target.checked ? 'true' : undefined })}
    >
      {label}
    </Checkbox>
  )
  return (
    <FilterBar>
      {!asOf && (
        <UrlTabs
          name="view"
          fallback="all"
          options={[
            { value: 'all', label: t('viewAll') },
            { value: 'mine', label: t('viewMine') },
          ]}
        />
      )}
      {!asOf && (
        <UrlTabs
          name="state"
          fallback="open"
          options={[
            { value: 'open', label: t('stateOpen') },
            { value: 'cleared', label: t('stateCleared') },
            { value: 'dismissed', label: t('stateDismissed') },
          ]}
        />
      )}
      <UrlSelect
        name="check"
        label={t('checkFilter')}
        options={CHECK_CODES.map((value) => ({ value, label: t(value) }))}
      />
      {!asOf && people.length > 1 && <UrlSelect name="menderId" options={people} label={t('person')} />}
      {tick('overdueOnly', t('onlyOverdue'))}
      {!asOf && tick('fixableOnly', t('onlyFixable'))}
      {values['sources'] && (
        <Tag closable onClose={() => set({ sources: undefined })}>
          {t('ofSources', { sources: sourceNames(values['sources']) })}
        </Tag>
      )}
    </FilterBar>
  )
}

type ApplyProps = { chosen: string[]; fixable: string[]; onChoose: (ids: string[]) => void }

function Apply({ chosen, fixable, onChoose }: ApplyProps) {
  const t = useText(qualityText)
  const { message } = App.useApp()
  const sentence = useRefusalSentence()
  const [asking, setAsking] = useState(false)
  const apply = useSend(applyFixes, {
    refresh: [listDefects, qualityOverview],
    onDone: ({ fixed, skipped }) => {
      setAsking(false)
      onChoose([])
      if (fixed > 0) void message.success(t('applied', { n: fixed }))
      const why = [...new Set(skipped.map(({ code }) => sentence({ code })))].join(' ')
      if (skipped.length > 0) void message.warning(`${t('skipped', { n: skipped.length })} ${why}`, 8)
    },
  })
  return (
    <span className="bw-row bw-wrap">
      {chosen.length === 0 ? (
        <Button size="small" onClick={() => onChoose(fixable)}>
          {t('chooseAll', { n: fixable.length })}
        </Button>
      ) : (
        <>
          <span>{t('chosen', { n: chosen.length })}</span>
          <Button size="small" type="primary" onClick={() => setAsking(true)}>
            {t('apply')}
          </Button>
          <Button size="small" type="text" onClick={() => onChoose([])}>
            {t('chooseNone')}
          </Button>
        </>
      )}
      <Confirm
        open={asking}
        title={t('applyTitle', { n: chosen.length })}
        text={t('applyText')}
        okText={t('apply')}
        busy={apply.isPending}
        error={apply.error}
        onOk={() => apply.mutate({ body: { ids: chosen } })}
        onCancel={() => {
          setAsking(false)
          apply.reset()
        }}
      />
    </span>
  )
}
