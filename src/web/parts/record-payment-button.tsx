import { Button } from 'antd'
import { useState } from 'react'
import { receivablesText } from '../../text/web/receivables.ts'
import { useText } from '../ui/language.tsx'
import { later } from '../ui/later.tsx'

const Drawer = later(async () => (await import('./record-payment.tsx')).RecordPaymentDrawer)

type Props = { customer?: { id: string; name: string }; plain?: boolean }

/** What finance does most often, one click from the first page of the day and from what says who owes. */
export function RecordPayment({ customer, plain }: Props) {
  const t = useText(receivablesText)
  const [opened, setOpened] = useState(false)
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button
        type={plain ? 'default' : 'primary'}
        onClick={() => {
          setOpened(true)
          setOpen(true)
        }}
      >
        {t('recordPayment')}
      </Button>
      {opened && <Drawer open={open} customer={customer} onClose={() => setOpen(false)} />}
    </>
  )
}
