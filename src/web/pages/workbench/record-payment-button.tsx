import { Button } from 'antd'
import { lazy, Suspense, useState } from 'react'
import { receivablesText } from '../../../text/web/receivables.ts'
import { useText } from '../../ui/language.tsx'

const Drawer = lazy(() =>
  import('../../parts/record-payment.tsx').then((module) => ({ default: module.RecordPaymentDrawer })),
)

/** What finance does most often, one click from the first page of the day. */
export function RecordPayment() {
  const t = useText(receivablesText)
  const [opened, setOpened] = useState(false)
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button
        type="primary"
        onClick={() => {
          setOpened(true)
          setOpen(true)
        }}
      >
        {t('recordPayment')}
      </Button>
      {opened && (
        <Suspense>
          <Drawer open={open} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  )
}
