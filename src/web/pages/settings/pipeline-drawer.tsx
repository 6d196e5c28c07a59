import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Checkbox, Form, Input, InputNumber, Select, Tooltip } from 'antd'
import { savePipeline } from '../../../api/settings.ts'
import { companyText } from '../../../text/web/settings-company.ts'
import { useSend, versionToSend } from '../../api.ts'
import { FormDrawer } from '../../parts/form-drawer.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'
import type { Pipeline } from './rows.ts'

type StageFields = {
  id?: string
  name: string
  nameEn?: string
  kind: 'open' | 'won' | 'lost'
  normDays?: number | null
  probability?: number | null
  asksQuote?: boolean
  deals?: number
}
type Fields = { name: string; stages: StageFields[] }

type DrawerProps = {
  pipeline: Pipeline | null
  /** the version it has by now, whatever it was opened with */
  version: number | undefined
  onClose: () => void
  onSaved: () => void
}

export function PipelineDrawer({ pipeline, version, onClose, onSaved }: DrawerProps) {
  const t = useText(companyText)
  const send = useSend(savePipeline, { onDone: onSaved })
  const close = () => {
    send.reset()
    onClose()
  }
  return (
    <FormDrawer
      open={pipeline !== null}
      onClose={close}
      title={t('editPipeline')}
      formId="pipeline-form"
      busy={send.isPending}
      width={720}
    >
      {pipeline && (
        <Form<Fields>
          key={pipeline.id}
          id="pipeline-form"
          layout="vertical"
          requiredMark={false}
          initialValues={fieldsOf(pipeline)}
          onFinish={(fields) =>
            send.mutate({
              ifMatch: versionToSend(send.error, pipeline.version, version),
              body: bodyOf(pipeline.id, fields),
            })
          }
        >
          <Form.Item
            name="name"
            label={t('pipelineName')}
            rules={[{ required: true, whitespace: true, message: t('required') }]}
          >
            <Input maxLength={60} />
          </Form.Item>
          <StageList />
          <ErrorNote error={send.error} />
        </Form>
      )}
    </FormDrawer>
  )
}

function StageList() {
  const t = useText(companyText)
  return (
    <Form.List name="stages">
      {(rows, { add, remove, move }) => (
        <div className="biz-stage-rows">
          {rows.map((row, index) => (
            <StageLine
              key={row.key}
              at={row.name}
              first={index === 0}
              last={index === rows.length - 1}
              onMove={(by) => move(index, index + by)}
              onRemove={() => remove(row.name)}
            />
          ))}
          <Button
            icon={<PlusOutlined />}
            disabled={rows.length >= 20}
            onClick={() => add({ kind: 'open', name: '' }, Math.max(0, rows.length - 2))}
          >
            {t('addStage')}
          </Button>
        </div>
      )}
    </Form.List>
  )
}

function StageLine(props: {
  at: number
  first: boolean
  last: boolean
  onMove: (by: number) => void
  onRemove: () => void
}) {
  const t = useText(companyText)
  const form = Form.useFormInstance<Fields>()
  const deals: number = form.getFieldValue(['stages', props.at, 'deals']) ?? 0
  return (
    <div className="biz-stage-line">
      <Form.Item
        name={[props.at, 'name']}
        label={t('stage')}
        rules={[{ required: true, whitespace: true, message: t('required') }]}
      >
        <Input maxLength={40} />
      </Form.Item>
      <Form.Item name={[props.at, 'nameEn']} label={t('stageEn')}>
        <Input maxLength={40} />
      </Form.Item>
      <Form.Item name={[props.at, 'kind']} label={t('kind')}>
        <Select
          options={(['open', 'won', 'lost'] as const).map((kind) => ({
            value: kind,
            label: t(`kind_${kind}`),
          }))}
        />
      </Form.Item>
      <Form.Item name={[props.at, 'normDays']} label={t('norm')}>
        <InputNumber min={1} max={3650} precision={0} className="biz-wide" />
      </Form.Item>
      <Form.Item name={[props.at, 'probability']} label={t('probability')}>
        <InputNumber min={0} max={100} precision={0} className="biz-wide" />
      </Form.Item>
      <Form.Item name={[props.at, 'asksQuote']} valuePropName="checked" className="biz-stage-quote">
        <Checkbox>{t('asksQuote')}</Checkbox>
      </Form.Item>
      <div className="biz-stage-acts">
        <Button
          type="text"
          icon={<ArrowUpOutlined />}
          aria-label={t('up')}
          disabled={props.first}
          onClick={() => props.onMove(-1)}
        />
        <Button
          type="text"
          icon={<ArrowDownOutlined />}
          aria-label={t('down')}
          disabled={props.last}
          onClick={() => props.onMove(1)}
        />
        <Tooltip title={deals > 0 ? t('removeStageWhy', { n: deals }) : undefined}>
          <Button
            type="text"
            icon={<DeleteOutlined />}
            aria-label={t('removeStage')}
            disabled={deals > 0}
            onClick={props.onRemove}
          />
        </Tooltip>
      </div>
    </div>
  )
}

function fieldsOf(pipeline: Pipeline): Fields {
  return {
    name: pipeline.name,
    stages: pipeline.stages.map((stage) => ({
      ...stage,
      probability: Math.round(stage.probabilityBp / 100),
    })),
  }
}

function bodyOf(id: string, fields: Fields) {
  return {
    id,
    name: fields.name.trim(),
    stages: fields.stages.map((stage) => ({
      ...(stage.id ? { id: stage.id } : {}),
      name: stage.name.trim(),
      nameEn: stage.nameEn?.trim() ?? '',
      kind: stage.kind,
      normDays: stage.normDays ?? null,
      probabilityBp: (stage.probability ?? 0) * 100,
      asksQuote: stage.asksQuote ?? false,
    })),
  }
}
