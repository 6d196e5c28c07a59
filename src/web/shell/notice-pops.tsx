import { Button, notification } from 'antd'
import { useEffect } from 'react'
import { shellText } from '../../text/web/shell.ts'
import { useText } from '../ui/language.tsx'
import { useGo } from '../ui/url.tsx'
import type { Notice } from './notice.ts'

/** Critical notices over the page, each until it is closed or followed; `onShown` takes it off the list. */
export function NoticePops({ notices, onShown }: { notices: readonly Notice[]; onShown: () => void }) {
  const t = useText(shellText)
  const go = useGo()
  const [pops, holder] = notification.useNotification()
  useEffect(() => {
    if (notices.length === 0) return
    for (const { id, customer, title, reason, url } of notices) {
      pops.warning({
        key: id,
        title: customer ? `${customer.name} · ${title}` : title,
        description: reason,
        duration: 0,
        placement: 'topRight',
        actions: url ? (
          <Button
            size="small"
            type="primary"
            onClick={() => {
              pops.destroy(id)
              go(url)
            }}
          >
            {t('noticePop')}
          </Button>
        ) : undefined,
      })
    }
    onShown()
  }, [go, notices, onShown, pops, t])
  return holder
}
