import { App, Form, Input, InputNumber, Select } from 'antd'
import { askReturn } from '../../../api/allowances.ts'
import { CAUSE_WORDS, CONDITION_WORDS, CONDITIONS, RETURN_CAUSES } from '../../../core/order/allowance.ts'
import { allowancesText } from '../../../text/web/allowances.ts'
import { type BodyOf, useSend } from '../../api.ts'
import { DayInput } from '../../parts/day-input.tsx'
import { FormDrawer } from '../../parts/form-drawer.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useLanguage, useText } from '../../ui/language.tsx'
import { useToday } from '../../ui/today.tsx'
import type { Note } from './queries.ts'

type Fields = Omit<BodyOf<typeof askReturn>, 'lines'> & { back?: Record<string, number | null> }

/** Goods that came back against this note. */
export function ReturnDrawer({ note, onClose }: { note: Note; onClose: () => void }) {
  const t = useText(allowancesText)
  const { language } = useLanguage()
  const today = useToday()
  const { message } = App.useApp()
  const send = useSend(askReturn, {
    onDone: ({ inEffect }) => {
      void message.success(t(inEffect ? 'granted' : 'sentToApproval'))
      onClose()
    },
  })
  const save = ({ back, ...fields }: Fields) =>
    send.mutate({
      params: { id: note.id },
      body: {
        ...fields,
        lines: note.lines.flatMap(({ id }) => {
          const quantity = back?.[id]
          return quantity ? [{ lineId: id, quantityMilli: Math.round(quantity * 1000) }] : []
        }),
      },
    })
  return (
    <FormDrawer
      open
      onClose={onClose}
      title={`${t('askReturn')} ${note.number}`}
      formId="ask-return"
      busy={send.isPending}
    >
      <Form<Fields>
        id="ask-return"
        layout="vertical"
        requiredMark={false}
        initialValues={{ returnedOn: today, cause: 'quality', condition: 'damaged' }}
        onFinish={save}
      >
        <fieldset className="biz-note-lines">
          <legend>{t('back')}</legend>
          {note.lines.map((line) => (
            <div key={line.id} className="biz-note-line">
              <span>
                {line.product}{' '}
                <span className="bw-muted">
                  {t('left', {
                    n: ((line.acceptedMilli ?? 0) - line.returnedMilli) / 1000,
                    unit: line.unit,
                  })}
                </span>
              </span>
              <Form.Item name={['back', line.id]} noStyle>
                <InputNumber
                  min={0}
                  max={((line.acceptedMilli ?? 0) - line.returnedMilli) / 1000}
                  precision={3}
                  aria-label={`${line.product} ${t('back')}`}
                />
              </Form.Item>
            </div>
          ))}
        </fieldset>
        <Form.Item name="returnedOn" label={t('returnedOn')}>
          <DayInput {...(note.signedOn ? { from: note.signedOn } : {})} to={today} clearable={false} />
        </Form.Item>
        <div className="biz-pair">
          <Form.Item name="cause" label={t('cause')} extra={t('qualityHint')}>
            <Select
              options={RETURN_CAUSES.map((value) => ({ value, label: CAUSE_WORDS[value][language] }))}
            />
          </Form.Item>
          <Form.Item name="condition" label={t('condition')}>
            <Select
              options={CONDITIONS.map((value) => ({ value, label: CONDITION_WORDS[value][language] }))}
            />
          </Form.Item>
        </div>
        <Form.Item name="reason" label={t('reason')}>
          <Input.TextArea maxLength={500} autoSize={{ minRows: 2 }} />
        </Form.Item>
        <ErrorNote error={send.error} />
      </Form>
    </FormDrawer>
  )
}
