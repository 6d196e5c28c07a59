import { Button } from 'antd'
import { useState } from 'react'
import { receivablesText } from '../../../text/web/receivables.ts'
import { useText } from '../../ui/language.tsx'
import { later } from '../../ui/later.tsx'

const Drawer = later(async () => (await import('../../parts/record-payment.tsx')).RecordPaymentDrawer)

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
      {opened && <Drawer open={open} onClose={() => setOpen(false)} />}
    </>
  )
}
