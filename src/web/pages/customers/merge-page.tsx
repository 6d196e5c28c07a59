import { SwapOutlined } from '@ant-design/icons'
import { App, Button, Input, Radio } from 'antd'
import { useState } from 'react'
import { mergeCustomers, previewMerge } from '../../../api/merges.ts'
import { MERGED_FIELDS, type MergedField } from '../../../core/customer/merge.ts'
import { mergesText } from '../../../text/web/merges.ts'
import { type ReplyOf, useData, useSend } from '../../api.ts'
import { paths } from '../../paths.ts'
import { CanButton } from '../../ui/can-button.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Field } from '../../ui/field.tsx'
import { useText } from '../../ui/language.tsx'
import { Money } from '../../ui/money.tsx'
import { PageHead, Panel } from '../../ui/page-head.tsx'
import { useGo, useUrl } from '../../ui/url.tsx'
import './customers.css'
import { LikenessTag } from './likeness-tag.tsx'
import { mergeQuery } from './queries.ts'

type Preview = ReplyOf<typeof previewMerge>
type Party = Preview['kept']

/** Two records side by side: what is kept, what goes over, and that the money is the same [C209]. */
export function MergePage() {
  const { values } = useUrl()
  const preview = useData(previewMerge, mergeQuery(values))
  // Another pair is another page: what was chosen for the last one does not hold for it.
  return <Merging key={`${preview.kept.id} ${preview.gone.id}`} preview={preview} />
}

function Merging({ preview }: { preview: Preview }) {
  const t = useText(mergesText)
  const go = useGo()
  const { message } = App.useApp()
  const { kept, gone } = preview
  const [taken, setTaken] = useState<readonly MergedField[]>(preview.proposed)
  const [reason, setReason] = useState('')
  const send = useSend(mergeCustomers, {
    onDone: () => {
      void message.success(t('merged', { days: preview.undoDays }))
      go(paths.customer(kept.id))
    },
  })
  return (
    <>
      <PageHead
        title={t('title')}
        note={<LikenessTag likeness={preview.likeness} because={preview.because} />}
        back={{ href: paths.duplicates(), label: t('title') }}
        actions={
          <Button icon={<SwapOutlined />} onClick={() => go(paths.merge(gone.id, kept.id))}>
            {t('swap')}
          </Button>
        }
      />
      <Fields kept={kept} gone={gone} taken={taken} onTake={setTaken} />
      <MoneyOf kept={kept} gone={gone} />
      <Panel title={t('rows')}>
        <p>
          {gone.rows.length === 0
            ? t('rowsNone')
            : gone.rows.map(({ table, count }) => `${wordOf(t, table)} ${count}`).join(' · ')}
        </p>
        <p className="bw-soft">{t('past')}</p>
        <Field label={t('reason')}>
          <Input
            value={reason}
            maxLength={500}
            placeholder={t('reasonHint')}
            onChange={({ target }) => setReason(target.value)}
          />
        </Field>
        <ErrorNote error={send.error} />
        <CanButton
          can={preview.can.merge}
          type="primary"
          loading={send.isPending}
          disabled={reason.trim() === ''}
          onClick={() =>
            send.mutate({
              params: { id: kept.id },
              body: { otherId: gone.id, take: [...taken], reason: reason.trim() },
            })
          }
        >
          {t('merge')}
        </CanButton>
      </Panel>
    </>
  )
}

type Words = ReturnType<typeof useText<keyof (typeof mergesText)['zh']>>

function wordOf(t: Words, table: string): string {
  const key = `table_${table}`
  return key in mergesText.zh ? t(key as keyof (typeof mergesText)['zh']) : table
}

type FieldsProps = {
  kept: Party
  gone: Party
  taken: readonly MergedField[]
  onTake: (next: readonly MergedField[]) => void
}

/** Only what differs can be chosen; what both say is shown once, so that nothing is hidden. */
function Fields({ kept, gone, taken, onTake }: FieldsProps) {
  const t = useText(mergesText)
  const shown = (party: Party, field: MergedField): string => {
    if (field === 'responsibleId') return party.responsibleName ?? ''
    if (field === 'keyLevel') return t(party.keyLevel === 'key' ? 'key' : 'normal')
    return party[field] ?? ''
  }
  return (
    <Panel flush>
      <div className="biz-merge">
        <table>
          <thead>
            <tr>
              <th>{t('field')}</th>
              <th>{t('kept')}</th>
              <th>{t('gone')}</th>
            </tr>
          </thead>
          <tbody>
            {MERGED_FIELDS.map((field) => {
              const [own, other] = [shown(kept, field), shown(gone, field)]
              if (own === '' && other === '') return null
              const take = taken.includes(field)
              const choose = (next: boolean) =>
                onTake(next ? [...taken, field] : taken.filter((one) => one !== field))
              return (
                <tr key={field}>
                  <th scope="row">{t(field)}</th>
                  {[false, true].map((isOther) => (
                    <td key={String(isOther)}>
                      {own === other ? (
                        <span className={isOther ? 'bw-muted' : ''}>{own}</span>
                      ) : (
                        <Radio checked={take === isOther} onChange={() => choose(isOther)}>
                          {(isOther ? other : own) || t('blank')}
                        </Radio>
                      )}
                    </td>
                  ))}
                </tr>
              )
            })}
            <tr>
              <th scope="row">{t('limit')}</th>
              <td colSpan={2}>{t('limitStays')}</td>
            </tr>
          </tbody>
        </table>
      </div>
    </Panel>
  )
}

const SUMS = ['openFen', 'overdueFen', 'unallocatedFen'] as const

function MoneyOf({ kept, gone }: { kept: Party; gone: Party }) {
  const t = useText(mergesText)
  return (
    <Panel flush>
      <div className="biz-merge">
        <table>
          <thead>
            <tr>
              <th>{t('money')}</th>
              <th className="biz-merge-sum">{t('kept')}</th>
              <th className="biz-merge-sum">{t('gone')}</th>
              <th className="biz-merge-sum">{t('after')}</th>
            </tr>
          </thead>
          <tbody>
            {SUMS.map((sum) => (
              <tr key={sum}>
                <th scope="row">{t(sum)}</th>
                <td className="biz-merge-sum">
                  <Money fen={kept[sum]} />
                </td>
                <td className="biz-merge-sum">
                  <Money fen={gone[sum]} />
                </td>
                <td className="biz-merge-sum">
                  <Money fen={kept[sum] + gone[sum]} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  )
}
