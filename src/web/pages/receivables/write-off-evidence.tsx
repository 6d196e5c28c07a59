import { downloadFile } from '../../../api/files.ts'
import { lossesText } from '../../../text/web/losses.ts'
import { urlOf } from '../../api.ts'
import { AddFile } from '../../parts/add-file.tsx'
import { paths } from '../../paths.ts'
import { useMay } from '../../session.tsx'
import { useText } from '../../ui/language.tsx'
import { TextLink, useAsOf } from '../../ui/url.tsx'
import type { WriteOff } from './write-off-state.tsx'

/** What proves it: files, and every step that was taken to get the money. */
export function WriteOffEvidence({ row }: { row: WriteOff }) {
  const t = useText(lossesText)
  const may = useMay()
  const asOf = useAsOf()
  const mayAdd = may('file.write') && !asOf && row.status !== 'ended'
  const { files, dunningSteps, lastDunnedOn } = row.evidence
  return (
    <section>
      <div className="bw-row biz-between">
        <h3>{t('evidence')}</h3>
        {mayAdd && (
          <AddFile
            record={{ recordKind: 'write_off', recordId: row.id }}
            label={t('upload')}
            hint={t('uploadHint')}
          />
        )}
      </div>
      <ul>
        {files.map((file) => (
          <li key={file.id}>
            <a href={urlOf(downloadFile, { params: { id: file.id } })} download>
              {file.name}
            </a>
          </li>
        ))}
        <li>
          {lastDunnedOn ? t('dunned', { n: dunningSteps, on: lastDunnedOn }) : t('dunnedNone')}{' '}
          {dunningSteps > 0 && (
            <TextLink href={paths.receivables({ tab: 'dunning', dunning: row.customer.id })}>
              {t('seeDunning')}
            </TextLink>
          )}
        </li>
      </ul>
    </section>
  )
}
