import { App, Button } from 'antd'
import { useState } from 'react'
import { listDuplicates, listMerges, undoMerge } from '../../../api/merges.ts'
import { mergesText } from '../../../text/web/merges.ts'
import { type ReplyOf, useData, useLater, useSend } from '../../api.ts'
import { CustomerPick } from '../../parts/pickers-later.tsx'
import { paths } from '../../paths.ts'
import { CanButton } from '../../ui/can-button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Moment } from '../../ui/day.tsx'
import { Field } from '../../ui/field.tsx'
import { FilterBar, UrlTabs } from '../../ui/filters.tsx'
import { useText } from '../../ui/language.tsx'
import { PageHead, Panel } from '../../ui/page-head.tsx'
import { Person } from '../../ui/person.tsx'
import { EmptyState } from '../../ui/refusal.tsx'
import { TextLink, useGo, useUrl } from '../../ui/url.tsx'
import './customers.css'
import { LikenessTag } from './likeness-tag.tsx'

/** Customers that may be one company, found by the same weighing as at entry; a person decides [C209]. */
export function DuplicatesPage() {
  const t = useText(mergesText)
  const { values } = useUrl()
  return (
    <>
      <PageHead title={t('title')} note={t('note')} back={{ href: paths.customers(), label: t('back') }} />
      <FilterBar>
        <UrlTabs
          name="tab"
          fallback="pairs"
          options={[
            { value: 'pairs', label: t('pairs') },
            { value: 'history', label: t('history') },
          ]}
        />
      </FilterBar>
      {values['tab'] === 'history' ? (
        <History />
      ) : (
        <>
          <Pairs />
          <ByHand keptId={values['keep']} />
        </>
      )}
    </>
  )
}

function Pairs() {
  const t = useText(mergesText)
  const go = useGo()
  const { items, compared, customers } = useData(listDuplicates)
  return (
    <Panel title={t('pairs')}>
      <p className="bw-soft">
        {compared < customers
          ? t('comparedPart', { n: compared, all: customers })
          : t('compared', { n: compared })}
      </p>
      {items.length === 0 && <EmptyState title={t('pairsNone')} text={t('pairsNoneText')} />}
      <ul className="biz-pairs">
        {items.map((pair) => (
          <li key={`${pair.one.id} ${pair.other.id}`}>
            <div>
              <LikenessTag likeness={pair.likeness} because={pair.because} />
              {[pair.one, pair.other].map((one) => (
                <span key={one.id} className="bw-row bw-wrap">
                  <TextLink href={paths.customer(one.id)}>{one.name}</TextLink>
                  <Person name={one.responsibleName} />
                </span>
              ))}
            </div>
            <Button onClick={() => go(paths.merge(pair.one.id, pair.other.id))}>{t('compare')}</Button>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

function ByHand({ keptId }: { keptId: string | undefined }) {
  const t = useText(mergesText)
  const go = useGo()
  const [kept, setKept] = useState<string | null>(keptId ?? null)
  const [gone, setGone] = useState<string | null>(null)
  return (
    <Panel title={t('byHand')}>
      <div className="bw-stack">
        <div className="biz-form-pair">
          <Field label={t('kept')}>
            <CustomerPick value={kept} onChange={(next) => setKept(next ?? null)} />
          </Field>
          <Field label={t('gone')}>
            <CustomerPick value={gone} onChange={(next) => setGone(next ?? null)} />
          </Field>
        </div>
        <Button
          disabled={!kept || !gone || kept === gone}
          onClick={() => kept && gone && go(paths.merge(kept, gone))}
        >
          {t('compare')}
        </Button>
      </div>
    </Panel>
  )
}

type Merge = ReplyOf<typeof listMerges>['items'][number]

function History() {
  const t = useText(mergesText)
  const { message } = App.useApp()
  const { data } = useLater(listMerges, { query: { size: 100 } })
  const [asked, setAsked] = useState<Merge | null>(null)
  const undo = useSend(undoMerge, {
    onDone: () => {
      setAsked(null)
      void message.success(t('undone'))
    },
  })
  if (!data) return null
  return (
    <Panel title={t('history')}>
      {data.items.length === 0 && <EmptyState title={t('historyNone')} />}
      <ul className="biz-pairs">
        {data.items.map((merge) => (
          <li key={merge.id}>
            <div>
              <TextLink href={paths.customer(merge.keptId)}>
                {t('into', { gone: merge.goneName, kept: merge.keptName })}
              </TextLink>
              <span className="bw-soft">{merge.reason}</span>
              <span className="bw-muted bw-row bw-wrap">
                <Moment at={merge.at} />
                <span>{merge.actorName}</span>
                <span>{t('rowsMoved', { n: merge.rows })}</span>
                {merge.undoneAt !== null ? (
                  <span className="bw-tag">{t('undoneBy', { name: merge.undoneBy ?? '' })}</span>
                ) : (
                  <span>{t('undoUntil', { day: merge.undoUntil })}</span>
                )}
              </span>
            </div>
            {merge.undoneAt === null && (
              <CanButton can={merge.can.undo} onClick={() => setAsked(merge)}>
                {t('undo')}
              </CanButton>
            )}
          </li>
        ))}
      </ul>
      <Confirm
        open={asked !== null}
        title={t('undoTitle')}
        text={t('undoText')}
        okText={t('undo')}
        busy={undo.isPending}
        error={undo.error}
        onOk={() => asked && undo.mutate({ params: { id: asked.id } })}
        onCancel={() => {
          setAsked(null)
          undo.reset()
        }}
      />
    </Panel>
  )
}
