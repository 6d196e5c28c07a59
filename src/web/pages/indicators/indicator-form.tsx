import { App, Form, Input, InputNumber, Radio, Select } from 'antd'
import { createIndicator, updateIndicator } from '../../../api/indicators.ts'
import { DUE_WORKDAYS_MAX, PERIODS, type Period } from '../../../core/indicator/indicator.ts'
import { indicatorsText } from '../../../text/web/indicators.ts'
import { useSend, versionToSend } from '../../api.ts'
import { FormDrawer } from '../../parts/form-drawer.tsx'
import { PersonPick } from '../../parts/pickers-later.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'
import type { Indicator } from './indicator.ts'

export type Editing = { indicator: Indicator | null }

type Fields = {
  nameZh: string
  nameEn?: string
  unit?: string
  every: Period
  bad: 'high' | 'low'
  source?: string
  responsibleId: string
  dueWorkdays: number
}

type FormProps = {
  editing: Editing | null
  /** the version it has by now, whatever it was opened with */
  version: number | undefined
  onClose: () => void
}

/** What it is, of what periods, whose, and when to expect it. */
export function IndicatorForm({ editing, version, onClose }: FormProps) {
  const t = useText(indicatorsText)
  const { message } = App.useApp()
  const onDone = () => {
    void message.success(t('saved'))
    onClose()
  }
  const create = useSend(createIndicator, { onDone })
  const update = useSend(updateIndicator, { onDone })
  const indicator = editing?.indicator ?? null
  const close = () => {
    create.reset()
    update.reset()
    onClose()
  }
  const save = ({ every, ...body }: Fields) => {
    if (!indicator) return create.mutate({ body: { ...body, every } })
    const ifMatch = versionToSend(update.error, indicator.version, version)
    update.mutate({ params: { id: indicator.id }, body, ifMatch })
  }
  return (
    <FormDrawer
      open={editing !== null}
      onClose={close}
      title={t(indicator ? 'editTitle' : 'add')}
      formId="indicator-form"
      busy={create.isPending || update.isPending}
    >
      <Form<Fields>
        id="indicator-form"
        layout="vertical"
        requiredMark={false}
        initialValues={
          indicator
            ? { ...indicator, responsibleId: indicator.responsible.id }
            : { every: 'month', bad: 'high', dueWorkdays: 5 }
        }
        onFinish={save}
      >
        <Inputs isNew={indicator === null} />
        <ErrorNote error={create.error ?? update.error} />
      </Form>
    </FormDrawer>
  )
}

function Inputs({ isNew }: { isNew: boolean }) {
  const t = useText(indicatorsText)
  const required = [{ required: true, message: t('required') }]
  return (
    <>
      <Form.Item
        name="nameZh"
        label={t('name')}
        rules={[{ required: true, whitespace: true, message: t('required') }]}
      >
        <Input maxLength={40} autoFocus />
      </Form.Item>
      <Form.Item name="nameEn" label={t('nameEn')} extra={t('nameEnHint')}>
        <Input maxLength={40} />
      </Form.Item>
      <Form.Item name="unit" label={t('unit')} extra={t('unitHint')}>
        <Input maxLength={20} />
      </Form.Item>
      <Form.Item name="every" label={t('every')} extra={isNew ? null : t('everyFixed')}>
        <Select disabled={!isNew} options={PERIODS.map((value) => ({ value, label: t(`every_${value}`) }))} />
      </Form.Item>
      <Form.Item name="bad" label={t('bad')}>
        <Radio.Group
          options={(['high', 'low'] as const).map((value) => ({ value, label: t(`bad_${value}`) }))}
        />
      </Form.Item>
      <Form.Item name="source" label={t('source')} extra={t('sourceHint')}>
        <Input maxLength={200} />
      </Form.Item>
      <Form.Item name="responsibleId" label={t('responsible')} rules={required}>
        <PersonPick />
      </Form.Item>
      <Form.Item name="dueWorkdays" label={t('dueWorkdays')} extra={t('dueHint')} rules={required}>
        <InputNumber min={0} max={DUE_WORKDAYS_MAX} precision={0} changeOnWheel={false} />
      </Form.Item>
    </>
  )
}
