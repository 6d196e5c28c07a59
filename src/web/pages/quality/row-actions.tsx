import { App, Button } from 'antd'
import { useState } from 'react'
import {
  type DefectRow,
  dismissDefect,
  listDefects,
  qualityOverview,
  retakeDefect,
} from '../../../api/quality.ts'
import { qualityText } from '../../../text/web/quality.ts'
import { useSend } from '../../api.ts'
import { paths } from '../../paths.ts'
import { useMay } from '../../session.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'
import { useGo } from '../../ui/url.tsx'

const REFRESH = [listDefects, qualityOverview]

export function RowActions({ row }: { row: DefectRow }) {
  const t = useText(qualityText)
  const go = useGo()
  const may = useMay()
  const { customer, other } = row
  return (
    <span className="bw-row bw-wrap biz-quality-actions">
      {customer && other?.id && row.state === 'open' && may('customer.assign') && (
        <Button size="small" onClick={() => go(paths.merge(other.id!, customer.id))}>
          {t('compare')}
        </Button>
      )}
      {row.can.dismiss === true && <Dismiss row={row} />}
      {row.can.retake === true && <Retake row={row} />}
    </span>
  )
}

function Dismiss({ row }: { row: DefectRow }) {
  const t = useText(qualityText)
  const { message } = App.useApp()
  const [asking, setAsking] = useState(false)
  const dismiss = useSend(dismissDefect, {
    refresh: REFRESH,
    onDone: () => {
      setAsking(false)
      void message.success(t('dismissedDone'))
    },
  })
  return (
    <>
      <Button size="small" type="text" onClick={() => setAsking(true)}>
        {t('dismiss')}
      </Button>
      <Confirm
        open={asking}
        title={t('dismissTitle')}
        text={t('dismissText')}
        okText={t('dismiss')}
        reason="required"
        busy={dismiss.isPending}
        error={dismiss.error}
        onOk={(reason) => dismiss.mutate({ params: { id: row.id }, body: { reason }, ifMatch: row.version })}
        onCancel={() => {
          setAsking(false)
          dismiss.reset()
        }}
      />
    </>
  )
}

function Retake({ row }: { row: DefectRow }) {
  const t = useText(qualityText)
  const { message } = App.useApp()
  const retake = useSend(retakeDefect, { refresh: REFRESH, onDone: () => void message.success(t('retaken')) })
  return (
    <>
      <Button
        size="small"
        type="text"
        loading={retake.isPending}
        onClick={() => retake.mutate({ params: { id: row.id }, ifMatch: row.version })}
      >
        {t('retake')}
      </Button>
      <ErrorNote error={retake.error} />
    </>
  )
}
