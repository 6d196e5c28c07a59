import { App, Button, Input, Select } from 'antd'
import { useState } from 'react'
import { alertCases, listCases, writeCase } from '../../../api/cases.ts'
import { CAUSES, EFFECTS } from '../../../core/watch/case.ts'
import { casesText } from '../../../text/web/cases.ts'
import { type BodyOf, type ReplyOf, useSend } from '../../api.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Field } from '../../ui/field.tsx'
import { useText } from '../../ui/language.tsx'

type Cases = ReplyOf<typeof alertCases>
type Told = BodyOf<typeof writeCase>

type FormProps = { alertId: string; own: Cases['own']; onClose: () => void }

export function CaseForm({ alertId, own, onClose }: FormProps) {
  const t = useText(casesText)
  const { message } = App.useApp()
  const [told, setTold] = useState<Told>({
    cause: own?.cause ?? 'customer',
    story: own?.story ?? '',
    measure: own?.measure ?? '',
    effect: own?.effect ?? 'open',
    effectNote: own?.effectNote ?? '',
  })
  const send = useSend(writeCase, {
    refresh: [alertCases, listCases],
    onDone: () => {
      void message.success(t('saved'))
      onClose()
    },
  })
  const text = (key: 'story' | 'measure') => (
    <Field label={t(key)}>
      <Input.TextArea
        value={told[key]}
        autoSize={{ minRows: 2 }}
        maxLength={2_000}
        onChange={({ target }) => setTold({ ...told, [key]: target.value })}
      />
    </Field>
  )
  return (
    <div className="bw-stack">
      <Field label={t('cause')}>
        <Select
          value={told.cause}
          onChange={(cause) => setTold({ ...told, cause })}
          options={CAUSES.map((value) => ({ value, label: t(`cause_${value}`) }))}
        />
      </Field>
      {text('story')}
      {text('measure')}
      <Field label={t('effect')}>
        <Select
          value={told.effect}
          onChange={(effect) => setTold({ ...told, effect })}
          options={EFFECTS.map((value) => ({ value, label: t(`effect_${value}`) }))}
        />
      </Field>
      <Field label={t('effectNote')} optional>
        <Input
          value={told.effectNote}
          maxLength={500}
          onChange={({ target }) => setTold({ ...told, effectNote: target.value })}
        />
      </Field>
      <ErrorNote error={send.error} />
      <div className="bw-row">
        <Button
          type="primary"
          loading={send.isPending}
          disabled={told.story.trim() === '' || told.measure.trim() === ''}
          onClick={() => send.mutate({ params: { id: alertId }, body: told })}
        >
          {t('save')}
        </Button>
        <Button onClick={onClose}>{t('cancel')}</Button>
      </div>
    </div>
  )
}
