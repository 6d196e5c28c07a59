import { Form, Input, Radio } from 'antd'
import { useState } from 'react'
import { createView, listViews, type SavedView, updateView } from '../../api/lists.ts'
import type { ListName } from '../../core/list/list-fields.ts'
import { SHARES, type Share, type ViewValues } from '../../core/list/saved-view.ts'
import { listsText } from '../../text/web/lists.ts'
import { type ReplyOf, useSend } from '../api.ts'
import { ErrorNote } from '../ui/error-note.tsx'
import { Field } from '../ui/field.tsx'
import { useText } from '../ui/language.tsx'
import { useRefusalSentence } from '../ui/refusal.tsx'
import { FormDrawer } from './form-drawer.tsx'

type ViewFormProps = {
  list: ListName
  open: boolean
  /** the view that is renamed or shared; without it a new one is kept */
  view: SavedView | undefined
  values: ViewValues
  share: ReplyOf<typeof listViews>['share'] | undefined
  onClose: () => void
  onSaved: (id: string) => void
}

export function ViewForm(props: ViewFormProps) {
  const t = useText(listsText)
  const [busy, setBusy] = useState(false)
  return (
    <FormDrawer
      open={props.open}
      title={t(props.view ? 'editTitle' : 'saveTitle')}
      onClose={props.onClose}
      formId="list-view"
      busy={busy}
      width={420}
    >
      <ViewFields {...props} onBusy={setBusy} />
    </FormDrawer>
  )
}

function ViewFields(props: ViewFormProps & { onBusy: (busy: boolean) => void }) {
  const { view, list, values } = props
  const t = useText(listsText)
  const sentence = useRefusalSentence()
  const [name, setName] = useState(view?.name ?? '')
  const [share, setShare] = useState<Share>(view?.share ?? 'none')
  const done = { refresh: [listViews], onDone: ({ id }: { id: string }) => props.onSaved(id) }
  const creating = useSend(createView, done)
  const updating = useSend(updateView, done)
  const mayShare = (one: Share) =>
    one === 'none' || one === view?.share ? true : (props.share?.[one] ?? 'forbidden')
  const save = () => {
    props.onBusy(true)
    const body = { name, share, values: { ...values } }
    const settled = { onSettled: () => props.onBusy(false) }
    if (view) updating.mutate({ params: { id: view.id }, body, ifMatch: view.version }, settled)
    else creating.mutate({ body: { list, ...body } }, settled)
  }
  return (
    <Form id="list-view" layout="vertical" requiredMark={false} onFinish={save} className="bw-stack">
      {!view && <p className="bw-soft">{t('saveText')}</p>}
      <Field label={t('name')} hint={t('nameHint')}>
        <Input
          value={name}
          maxLength={40}
          required
          autoFocus
          onChange={({ target: { value } }) => setName(value)}
        />
      </Field>
      <fieldset className="biz-shares">
        <legend>{t('share')}</legend>
        <Radio.Group value={share} onChange={({ target: { value } }) => setShare(value as Share)}>
          {SHARES.map((one) => {
            const may = mayShare(one)
            return (
              <div key={one}>
                <Radio value={one} disabled={may !== true}>
                  {t(`share_${one}`)}
                </Radio>
                {may !== true && <span className="bw-muted">{sentence({ code: may })}</span>}
              </div>
            )
          })}
        </Radio.Group>
        <p className="bw-muted">{t('shareHint')}</p>
      </fieldset>
      <ErrorNote error={creating.error ?? updating.error} />
    </Form>
  )
}
