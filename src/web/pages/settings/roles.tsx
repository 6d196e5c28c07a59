import { type Permission, permissionsOf, ROLES, scopeFor } from '../../../core/permission.ts'
import { roleText } from '../../../text/web/roles.ts'
import { settingsText } from '../../../text/web/settings.ts'
import { useText } from '../../ui/language.tsx'
import { AreaHead } from './area-head.tsx'

/** The permissions worth naming, in the words of the people who hold them. */
const NAMED = [
  ['customer.write', 'can_write'],
  ['customer.assign', 'can_assign'],
  ['receivable.write', 'can_receivable'],
  ['receivable.note', 'can_note'],
  ['close.read', 'can_closes'],
  ['cash.write', 'can_cash'],
  ['alert.handle', 'can_alert'],
  ['rule.write', 'can_rule'],
  ['target.write', 'can_target'],
  ['import.run', 'can_import'],
  ['export.run', 'can_export'],
  ['person.write', 'can_people'],
  ['setting.write', 'can_settings'],
  ['audit.read', 'can_audit'],
] as const satisfies readonly (readonly [Permission, string])[]

/** Drawn from the very table that guards the server, so the page cannot say anything else. */
export function Roles() {
  const t = useText(settingsText)
  const roles = useText(roleText)
  return (
    <>
      <AreaHead title={t('roles')} note={t('rolesNote')} />
      <div className="biz-roles">
        {ROLES.map((role) => {
          const granted = permissionsOf([role])
          const scope = scopeFor([role], 'customer.read')
          return (
            <section key={role}>
              <h3>{roles(role)}</h3>
              <p className="bw-soft">{t(`role_${role}`)}</p>
              <dl>
                {scope && (
                  <div>
                    <dt>{t('seesScope')}</dt>
                    <dd>{t(`scope_${scope}`)}</dd>
                  </div>
                )}
                <div>
                  <dt>{t('mayDo')}</dt>
                  <dd>
                    {NAMED.filter(([permission]) => granted.has(permission)).map(([permission, word]) => (
                      <span key={permission} className="bw-tag">
                        {t(word)}
                      </span>
                    ))}
                  </dd>
                </div>
              </dl>
            </section>
          )
        })}
      </div>
    </>
  )
}
