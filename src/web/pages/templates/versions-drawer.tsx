import { templateVersions } from '../../../api/contract-templates.ts'
import { contractsText } from '../../../text/web/contracts.ts'
import { templatesText } from '../../../text/web/templates.ts'
import { type CallError, useLater } from '../../api.ts'
import { ContentDiff } from '../../parts/content-diff.tsx'
import { FormDrawer } from '../../parts/form-drawer.tsx'
import { Moment } from '../../ui/day.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'

/** What a template says and what each version changed, for whoever makes contracts of it (C065 C066). */
export function TemplateVersionsDrawer(props: { seriesId: string; name: string; onClose: () => void }) {
  const t = useText(templatesText)
  const contracts = useText(contractsText)
  const { data, error } = useLater(templateVersions, { params: { seriesId: props.seriesId } })
  return (
    <FormDrawer open onClose={props.onClose} title={t('versionsOf', { name: props.name })} width={720}>
      <ErrorNote error={error as CallError | null} />
      {data?.items.map((version, index) => (
        <details key={version.id} className="biz-version" open={index === 0}>
          <summary>
            <span className="bw-row bw-wrap">
              <strong>{t('versionIs', { n: version.number })}</strong>
              {version.isRetired && <span className="bw-tag">{t('retired')}</span>}
              <span className="bw-muted">
                {version.actorName} <Moment at={version.recordedAt} />
              </span>
            </span>
          </summary>
          <p className="bw-muted">
            {version.number === 1
              ? contracts('diffFirst')
              : contracts('diffAgainst', { n: version.number - 1 })}
            {' · '}
            {t('reviewIs', { day: version.reviewOn, name: version.legalName })}
          </p>
          <ContentDiff lines={version.diff} unchanged={contracts('unchanged')} />
        </details>
      ))}
    </FormDrawer>
  )
}
