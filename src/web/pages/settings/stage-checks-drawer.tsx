import { ArrowUpOutlined, DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Form, Input, Select } from 'antd'
import { listStageChecks, saveStageChecks } from '../../../api/deal-checks.ts'
import { PROOFS, type Proof, SKIPPERS, type Skipper } from '../../../core/deal/checklist.ts'
import { dealChecksText } from '../../../text/web/deal-checks.ts'
import { type ReplyOf, useLater, useSend } from '../../api.ts'
import { FormDrawer } from '../../parts/form-drawer.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useBoth, useText } from '../../ui/language.tsx'
import type { Pipeline } from './rows.ts'

type Answer = ReplyOf<typeof listStageChecks>
type ItemFields = { id?: string; title: string; titleEn?: string; proof: Proof | 'none'; skipBy: Skipper }
type Fields = { stages: { items: ItemFields[] }[] }
type DrawerProps = { pipeline: Pipeline | null; onClose: () => void; onSaved: () => void }

/** What is gone through before a deal leaves each stage (C052). */
export function StageChecksDrawer({ pipeline, onClose, onSaved }: DrawerProps) {
  const t = useText(dealChecksText)
  const send = useSend(saveStageChecks, { refresh: [listStageChecks], onDone: onSaved })
  const { data } = useLater(listStageChecks, {
    params: { id: pipeline?.id ?? '' },
    enabled: pipeline !== null,
  })
  return (
    <FormDrawer
      open={pipeline !== null}
      onClose={onClose}
      title={t('setTitle')}
      formId="stage-checks-form"
      busy={send.isPending}
      okDisabled={data === undefined}
      width={760}
    >
      {pipeline && data && (
        <Form<Fields>
          key={pipeline.id}
          id="stage-checks-form"
          layout="vertical"
          requiredMark={false}
          initialValues={fieldsOf(data)}
          onFinish={(fields) => send.mutate({ params: { id: pipeline.id }, body: bodyOf(data, fields) })}
        >
          <p className="bw-soft">{t('setNote')}</p>
          <Suggestion stages={data.stages} />
          <StageLists stages={data.stages} />
          <ErrorNote error={send.error} />
        </Form>
      )}
    </FormDrawer>
  )
}

/** Offered while nothing is there; it only fills the form. */
function Suggestion({ stages }: { stages: Answer['stages'] }) {
  const t = useText(dealChecksText)
  const form = Form.useFormInstance<Fields>()
  const now = Form.useWatch('stages', form)
  const isEmpty = (now ?? []).every((stage) => (stage?.items ?? []).length === 0)
  if (!isEmpty || stages.every(({ suggested }) => suggested.length === 0)) return null
  const draft = () =>
    form.setFieldsValue({ stages: stages.map(({ suggested }) => ({ items: drawn(suggested) })) })
  return (
    <p className="bw-row bw-wrap">
      <span className="bw-soft">{t('suggestNote')}</span>
      <Button size="small" onClick={draft}>
        {t('suggest')}
      </Button>
    </p>
  )
}

function StageLists({ stages }: { stages: Answer['stages'] }) {
  const both = useBoth()
  return stages.map((stage, index) => (
    <section key={stage.id} className="biz-stage-checks" aria-label={both(stage.name)}>
      <h3>{both(stage.name)}</h3>
      <ItemList at={index} />
    </section>
  ))
}

function ItemList({ at }: { at: number }) {
  const t = useText(dealChecksText)
  return (
    <Form.List name={['stages', at, 'items']}>
      {(rows, { add, remove, move }) => (
        <div className="biz-stage-rows">
          {rows.length === 0 && <p className="bw-muted">{t('none')}</p>}
          {rows.map((row, index) => (
            <ItemLine
              key={row.key}
              at={row.name}
              first={index === 0}
              onUp={() => move(index, index - 1)}
              onRemove={() => remove(row.name)}
            />
          ))}
          <Button
            size="small"
            icon={<PlusOutlined />}
            disabled={rows.length >= 15}
            onClick={() => add({ title: '', proof: 'none', skipBy: 'responsible' })}
          >
            {t('add')}
          </Button>
        </div>
      )}
    </Form.List>
  )
}

function ItemLine(props: { at: number; first: boolean; onUp: () => void; onRemove: () => void }) {
  const t = useText(dealChecksText)
  const proofs = (['none', ...PROOFS] as const).map((value) => ({ value, label: t(`proof_${value}`) }))
  const skippers = SKIPPERS.map((value) => ({ value, label: t(`skipBy_${value}`) }))
  return (
    <div className="biz-check-line">
      <Form.Item
        name={[props.at, 'title']}
        label={t('item')}
        rules={[{ required: true, whitespace: true, message: t('required') }]}
      >
        <Input maxLength={80} />
      </Form.Item>
      <Form.Item name={[props.at, 'titleEn']} label={t('itemEn')}>
        <Input maxLength={120} />
      </Form.Item>
      <Form.Item name={[props.at, 'proof']} label={t('proof')}>
        <Select options={proofs} />
      </Form.Item>
      <Form.Item name={[props.at, 'skipBy']} label={t('skipBy')}>
        <Select options={skippers} />
      </Form.Item>
      <div className="biz-stage-acts">
        <Button
          type="text"
          icon={<ArrowUpOutlined />}
          aria-label={t('up')}
          disabled={props.first}
          onClick={props.onUp}
        />
        <Button type="text" icon={<DeleteOutlined />} aria-label={t('remove')} onClick={props.onRemove} />
      </div>
    </div>
  )
}

type Item = Omit<Answer['stages'][number]['items'][number], 'id'> & { id?: string }

function drawn(items: readonly Item[]): ItemFields[] {
  return items.map(({ title, proof, ...item }) => ({
    ...item,
    title: title.zh,
    titleEn: title.en === title.zh ? '' : title.en,
    proof: proof ?? 'none',
  }))
}

function fieldsOf({ stages }: Answer): Fields {
  return { stages: stages.map(({ items }) => ({ items: drawn(items) })) }
}

function bodyOf({ stages }: Answer, fields: Fields) {
  return {
    seen: stages.flatMap(({ items }) => items.map(({ id }) => id)),
    stages: stages.map(({ id }, index) => ({
      id,
      items: (fields.stages[index]?.items ?? []).map((item) => ({
        ...(item.id ? { id: item.id } : {}),
        title: item.title.trim(),
        titleEn: item.titleEn?.trim() ?? '',
        proof: item.proof === 'none' ? null : item.proof,
        skipBy: item.skipBy,
      })),
    })),
  }
}
