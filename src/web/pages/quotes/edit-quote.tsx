import { App, Form, Input } from 'antd'
import { updateQuote } from '../../../api/quotes.ts'
import { quotesText } from '../../../text/web/quotes.ts'
import { useSend } from '../../api.ts'
import { type CustomFormValues, CustomInputs, customBody } from '../../parts/custom-inputs.tsx'
import { FormDrawer } from '../../parts/form-drawer.tsx'
import { PersonPick } from '../../parts/pickers.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'
import type { Quote } from './steps.ts'

type Fields = {
  title: string
  code?: string | null
  responsibleId?: string | null
  custom?: CustomFormValues
}

export function EditQuoteDrawer(props: { open: boolean; quote: Quote; onClose: () => void }) {
  const t = useText(quotesText)
  const { message } = App.useApp()
  const { quote } = props
  const send = useSend(updateQuote, {
    onDone: () => {
      void message.success(t('saved'))
      props.onClose()
    },
  })
  return (
    <FormDrawer
      open={props.open}
      onClose={props.onClose}
      title={t('editTitle')}
      formId="edit-quote"
      busy={send.isPending}
      width={420}
    >
      <Form<Fields>
        id="edit-quote"
        layout="vertical"
        requiredMark={false}
        initialValues={{
          title: quote.title,
          code: quote.code,
          responsibleId: quote.responsible?.id,
          custom: quote.custom,
        }}
        onFinish={(fields) =>
          send.mutate({
            params: { id: quote.id },
            ifMatch: quote.version,
            body: {
              title: fields.title.trim(),
              code: fields.code?.trim() || null,
              ...customBody(fields.custom, quote.custom),
              ...(fields.responsibleId ? { responsibleId: fields.responsibleId } : {}),
            },
          })
        }
      >
        <Form.Item
          name="title"
          label={t('what')}
          rules={[{ required: true, whitespace: true, message: t('required') }]}
        >
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item name="code" label={t('code')}>
          <Input maxLength={60} />
        </Form.Item>
        <Form.Item name="responsibleId" label={t('responsible')}>
          <PersonPick clearable={false} />
        </Form.Item>
        <CustomInputs record="quote" />
        <ErrorNote error={send.error} />
      </Form>
    </FormDrawer>
  )
}
