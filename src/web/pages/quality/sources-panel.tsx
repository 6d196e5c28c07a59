import { App, Button, InputNumber, Radio } from 'antd'
import { useState } from 'react'
import { chooseRhythm, qualityFreshness } from '../../../api/quality.ts'
import { lateSourcesText } from '../../../text/web/late-sources.ts'
import { type ReplyOf, useLater, useSend } from '../../api.ts'
import { paths } from '../../paths.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { useText } from '../../ui/language.tsx'
import { Panel } from '../../ui/page-head.tsx'
import { EmptyState } from '../../ui/refusal.tsx'
import { TextLink, useAsOf } from '../../ui/url.tsx'

type Item = ReplyOf<typeof qualityFreshness>['items'][number]

/** When each source was fed last, against its own rhythm, and what waits for it (C208). */
export function SourcesPanel() {
  const t = useText(lateSourcesText)
  const asOf = useAsOf()
  const [changing, setChanging] = useState<Item | null>(null)
  const { data } = useLater(qualityFreshness, { query: asOf ? { asOf } : {} })
  if (!data || data.items.length === 0) return null
  return (
    <Panel title={t('sources')} flush>
      <p className="bw-soft biz-quality-sources">{t('sourcesNote')}</p>
      <DataTable
        columns={columnsFor(t, data.can.choose ? setChanging : null)}
        rows={data.items}
        rowKey={({ source }) => source}
        empty={<EmptyState title={t('sources')} text={t('rhythmUnknown')} />}
      />
      {changing && <ChangeDialog key={changing.source} item={changing} onClose={() => setChanging(null)} />}
    </Panel>
  )
}

type T = ReturnType<typeof useText<keyof (typeof lateSourcesText)['zh']>>

function columnsFor(t: T, change: ((item: Item) => void) | null): Column<Item>[] {
  const tone = { fresh: 'bw-tag', old: 'bw-tag bw-tag-danger', unknown: 'bw-tag' }
  return [
    { key: 'source', title: t('source'), card: 'title', cell: ({ source }) => t(source) },
    { key: 'lastOn', title: t('lastOn'), cell: ({ lastOn }) => lastOn ?? t('never') },
    {
      key: 'quiet',
      title: t('quietFor'),
      cell: ({ sinceWorkdays: n }) => (n === null ? null : t('workdays', { n })),
    },
    { key: 'rhythm', title: t('rhythm'), cell: (item) => rhythmOf(t, item) },
    {
      key: 'state',
      title: t('state'),
      card: 'side',
      cell: ({ state }) => <span className={tone[state]}>{t(state)}</span>,
    },
    {
      key: 'waiting',
      title: t('waiting'),
      align: 'right',
      cell: ({ waiting }) =>
        waiting > 0 ? <TextLink href={paths.alerts({})}>{waiting}</TextLink> : <span>0</span>,
    },
    ...(change
      ? [
          {
            key: 'change',
            title: '',
            card: 'foot' as const,
            cell: (item: Item) => (
              <Button size="small" onClick={() => change(item)}>
                {t('change')}
              </Button>
            ),
          },
        ]
      : []),
  ]
}

function rhythmOf(t: T, { mode, allowedWorkdays, usualWorkdays, longestWorkdays }: Item): string {
  if (mode === 'off') return t('rhythmOff')
  if (mode === 'set') return t('rhythmSet', { n: allowedWorkdays ?? 0 })
  if (usualWorkdays === null || longestWorkdays === null) return t('rhythmUnknown')
  return t('rhythmText', { usual: usualWorkdays, longest: longestWorkdays })
}

function ChangeDialog({ item, onClose }: { item: Item; onClose: () => void }) {
  const t = useText(lateSourcesText)
  const { message } = App.useApp()
  const [mode, setMode] = useState<Item['mode']>(item.mode)
  const [workdays, setWorkdays] = useState(item.allowedWorkdays ?? item.longestWorkdays ?? 5)
  const send = useSend(chooseRhythm, {
    refresh: [qualityFreshness],
    onDone: () => {
      onClose()
      void message.success(t('saved'))
    },
  })
  return (
    <Confirm
      open
      title={t('changeTitle', { source: t(item.source) })}
      text={t('changeText')}
      okText={t('save')}
      reason="required"
      busy={send.isPending}
      error={send.error}
      onCancel={onClose}
      onOk={(reason) =>
        send.mutate({
          params: { source: item.source },
          body: { mode, workdays: mode === 'set' ? workdays : null, reason },
        })
      }
    >
      <div className="bw-field">
        <span>{t('mode')}</span>
        <Radio.Group
          value={mode}
          onChange={(event) => setMode(event.target.value as Item['mode'])}
          options={(['learned', 'set', 'off'] as const).map((value) => ({ value, label: t(value) }))}
        />
      </div>
      {mode === 'set' && (
        <div className="bw-field">
          <span>{t('allowed')}</span>
          <InputNumber
            aria-label={t('allowed')}
            min={1}
            max={60}
            precision={0}
            value={workdays}
            onChange={(value) => setWorkdays(value ?? 1)}
          />
        </div>
      )}
      {mode === 'off' && <p className="bw-soft">{t('offHint')}</p>}
    </Confirm>
  )
}
