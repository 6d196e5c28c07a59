import { App, Button, Input } from 'antd'
import { useState } from 'react'
import { getMessageAddress, saveMessageAddress } from '../../../api/message-address.ts'
import { channelsText } from '../../../text/web/settings-channels.ts'
import { useData, useSend } from '../../api.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'

/** Where a link in a message leads; without it a message on a phone has nothing to tap. */
export function MessageAddress() {
  const t = useText(channelsText)
  const { message } = App.useApp()
  const address = useData(getMessageAddress)
  const [typed, setTyped] = useState<string | null>(null)
  const save = useSend(saveMessageAddress, {
    onDone: () => {
      setTyped(null)
      void message.success(t('saved'))
    },
  })
  const begin = () => setTyped(address.url ?? window.location.origin)
  const isFixed = address.from === 'environment'
  if (typed === null)
    return (
      <p className={`biz-address ${address.url === null ? 'bw-warn' : 'bw-soft'}`}>
        {address.url === null
          ? t('addressNone')
          : t(address.from === 'demo' ? 'addressDemo' : 'addressOf', { url: address.url })}{' '}
        {isFixed ? (
          t('addressFixed')
        ) : (
          <Button size="small" onClick={begin}>
            {t(address.url === null ? 'addressSet' : 'addressChange')}
          </Button>
        )}
      </p>
    )
  return (
    <form
      className="biz-address bw-row bw-wrap"
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate({ body: { url: typed.trim() || null } })
      }}
    >
      <Input
        type="url"
        aria-label={t('addressLabel')}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        placeholder="https://sales.example.com"
      />
      <Button htmlType="submit" type="primary" loading={save.isPending}>
        {t('addressSave')}
      </Button>
      <Button onClick={() => setTyped(null)}>{t('addressCancel')}</Button>
      <small className="bw-muted">{t('addressHint')}</small>
      <ErrorNote error={save.error} />
    </form>
  )
}
