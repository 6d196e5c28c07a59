import { App, Segmented } from 'antd'
import { saveBillsCollected } from '../../../api/bills.ts'
import { BILLS_COLLECTED, type BillsCollected as Counts } from '../../../core/receivable/bill.ts'
import { billsText } from '../../../text/web/bills.ts'
import { useSend } from '../../api.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'
import type { BillPage } from './queries.ts'

/** Whether a bill counts as collected when it comes or when it is money; for whoever may not, in words. */
export function BillsCollected({ page }: { page: BillPage }) {
  const t = useText(billsText)
  const { message } = App.useApp()
  const send = useSend(saveBillsCollected, { onDone: () => void message.success(t('collectedSaved')) })
  if (page.can.setting !== true)
    return <p className="bw-muted biz-hint">{t('collectedIs', { how: t(`collected_${page.collected}`) })}</p>
  return (
    <section>
      <h3>{t('collectedSetting')}</h3>
      <Segmented<Counts>
        value={page.collected}
        disabled={send.isPending}
        aria-label={t('collectedSetting')}
        options={BILLS_COLLECTED.map((value) => ({ value, label: t(`collected_${value}`) }))}
        onChange={(collected) => send.mutate({ body: { collected } })}
      />
      <p className="bw-muted biz-hint">{t('collectedText')}</p>
      <ErrorNote error={send.error} />
    </section>
  )
}
