import { CheckCircleFilled, DownloadOutlined } from '@ant-design/icons'
import { Alert, App, Button } from 'antd'
import { type ReactNode, useState } from 'react'
import {
  analyseImport,
  cancelImport,
  downloadErrorFile,
  getImport,
  listImports,
  startImport,
  undoImport,
} from '../../../api/imports.ts'
import { importText } from '../../../text/web/import.ts'
import { call, urlOf, useSend } from '../../api.ts'
import { paths } from '../../paths.ts'
import { useMay } from '../../session.tsx'
import { CanButton } from '../../ui/can-button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'
import { Panel } from '../../ui/page-head.tsx'
import { Progress } from '../../ui/progress.tsx'
import { useGo } from '../../ui/url.tsx'
import type { Batch } from './queries.ts'
import { TotalsAgree } from './totals-agree.tsx'

/** An import that has begun: how far, how it ended, and what can be done now (law 12). */
export function RunPart({ batch }: { batch: Batch }) {
  const t = useText(importText)
  if (batch.state === 'queued' || batch.state === 'running') return <Running batch={batch} />
  if (batch.state === 'done') return <Done batch={batch} />
  const progress = { done: batch.rowsDone, total: batch.rowsTotal }
  return (
    <div className="bw-stack">
      {batch.state === 'failed' && (
        <Alert type="error" showIcon title={t('failedTitle')} description={batch.error?.text} />
      )}
      {batch.state === 'cancelled' && (
        <Alert
          type="warning"
          showIcon
          title={t('cancelledTitle')}
          description={t('cancelledText', progress)}
        />
      )}
      {batch.state === 'undone' && (
        <Alert type="info" showIcon title={t('undoneTitle')} description={t('undoneText')} />
      )}
      <After batch={batch}>{batch.state !== 'undone' && <Resume batch={batch} />}</After>
    </div>
  )
}

function Running({ batch }: { batch: Batch }) {
  const t = useText(importText)
  const [asking, setAsking] = useState(false)
  const cancel = useSend(cancelImport, { refresh: [getImport, listImports], onDone: () => setAsking(false) })
  const bp = batch.rowsTotal > 0 ? Math.round((batch.rowsDone / batch.rowsTotal) * 10_000) : 0
  return (
    <Panel>
      <div className="biz-running">
        <strong>{t('running')}</strong>
        <Progress bp={bp} label={t('running')} />
        <div className="biz-running-foot">
          <span className="bw-soft bw-num">
            {t('runningOf', {
              done: batch.rowsDone.toLocaleString('en-US'),
              total: batch.rowsTotal.toLocaleString('en-US'),
            })}
          </span>
          <CanButton can={batch.can.cancel} size="small" onClick={() => setAsking(true)}>
            {t('cancel')}
          </CanButton>
        </div>
      </div>
      <Confirm
        open={asking}
        title={t('cancelTitle')}
        text={t('cancelText')}
        okText={t('cancel')}
        busy={cancel.isPending}
        error={cancel.error}
        onOk={() => cancel.mutate({ params: { id: batch.id }, body: {} })}
        onCancel={() => setAsking(false)}
      />
    </Panel>
  )
}

function Done({ batch }: { batch: Batch }) {
  const t = useText(importText)
  const go = useGo()
  const may = useMay()
  const { counts } = batch
  return (
    <div className="bw-stack">
      <div className="biz-done">
        <CheckCircleFilled />
        <div>
          <h2>{t('doneTitle')}</h2>
          <p className="bw-soft">
            {t('counts', { new: counts.new, changed: counts.changed, same: counts.same })}
            {counts.bad > 0 && (
              <span className="bw-danger bw-near">{t('countsBad', { bad: counts.bad })}</span>
            )}
          </p>
        </div>
      </div>
      {batch.totals && <TotalsAgree totals={batch.totals} />}
      <After batch={batch}>
        {batch.checkupId && (
          <Button
            type="primary"
            size="large"
            onClick={() => go(paths.checkUp({ id: batch.checkupId ?? undefined }))}
          >
            {t('toCheckUp')}
          </Button>
        )}
        {may('receivable.read') && (batch.target === 'invoices' || batch.target === 'payments') && (
          <Button size="large" onClick={() => go(paths.receivables())}>
            {t('goReceivables')}
          </Button>
        )}
        {may('customer.read') && batch.target === 'customers' && (
          <Button size="large" onClick={() => go(paths.customers())}>
            {t('goCustomers')}
          </Button>
        )}
        <Button size="large" onClick={() => go(paths.imports())}>
          {t('again')}
        </Button>
      </After>
    </div>
  )
}

function Resume({ batch }: { batch: Batch }) {
  const t = useText(importText)
  const start = useSend(startImport, { refresh: [getImport, listImports] })
  const [looking, setLooking] = useState(false)
  // The mapping it ran with is the server's; it comes back with the analysis.
  const resume = async () => {
    setLooking(true)
    try {
      const { mapping } = await call(analyseImport, { params: { id: batch.id }, body: {} })
      start.mutate({ params: { id: batch.id }, body: { mapping } })
    } finally {
      setLooking(false)
    }
  }
  return (
    <>
      <CanButton can={batch.can.start} type="primary" loading={looking || start.isPending} onClick={resume}>
        {t('resume')}
      </CanButton>
      <ErrorNote error={start.error} />
    </>
  )
}

function After({ batch, children }: { batch: Batch; children: ReactNode }) {
  const t = useText(importText)
  const { message } = App.useApp()
  const [asking, setAsking] = useState(false)
  const undo = useSend(undoImport, {
    onDone: () => {
      setAsking(false)
      void message.success(t('undone'))
    },
  })
  return (
    <>
      {batch.hasErrorFile && batch.state !== 'undone' && (
        <div className="biz-error-file">
          <Button
            icon={<DownloadOutlined />}
            href={urlOf(downloadErrorFile, { params: { id: batch.id } })}
            download
          >
            {t('errorFile')}
          </Button>
          <span className="bw-soft">{t('errorFileNote')}</span>
        </div>
      )}
      <div className="bw-row bw-wrap">
        {children}
        {batch.state !== 'undone' && (
          <CanButton can={batch.can.undo} danger type="text" onClick={() => setAsking(true)}>
            {t('undo')}
          </CanButton>
        )}
      </div>
      <Confirm
        open={asking}
        title={t('undoTitle')}
        text={t('undoText')}
        okText={t('undo')}
        danger
        busy={undo.isPending}
        error={undo.error}
        onOk={() => undo.mutate({ params: { id: batch.id }, body: { version: batch.version } })}
        onCancel={() => setAsking(false)}
      />
    </>
  )
}
