import { Button } from 'antd'
import { useState } from 'react'
import { rulesText } from '../../../text/web/rules.ts'
import { useMay } from '../../session.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { useText } from '../../ui/language.tsx'
import type { CodedError } from '../../ui/refusal.tsx'

type UnprovenProps = { error: CodedError | null; busy: boolean; onReason: (reason: string) => void }

/** Refused for want of a record: whoever runs the company may let it all the same; the reason stays. */
export function Unproven({ error, busy, onReason }: UnprovenProps) {
  const t = useText(rulesText)
  const may = useMay()
  const [open, setOpen] = useState(false)
  if (error?.code !== 'rule_unproven' || !may('setting.write')) return null
  return (
    <>
      <Button size="small" onClick={() => setOpen(true)}>
        {t('override')}
      </Button>
      <Confirm
        open={open}
        title={t('overrideTitle')}
        text={t('overrideText')}
        okText={t('override')}
        reason="required"
        reasonLabel={t('overrideReason')}
        busy={busy}
        onOk={(reason) => {
          setOpen(false)
          onReason(reason)
        }}
        onCancel={() => setOpen(false)}
      />
    </>
  )
}
