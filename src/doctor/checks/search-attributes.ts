import { searchAttributeNames } from '../../terms/search-attribute-names.ts';
import { missingSearchAttributes } from '../../server/search-attributes.ts';
import type { Check } from '../check.ts';

/** The search attributes that list monitors exist, each with its type. */
export const searchAttributesCheck: Check = {
  name: 'search-attributes',
  dependsOn: ['namespace'],
  async run({ connection, namespace }) {
    const missing = await missingSearchAttributes(connection, namespace, searchAttributeNames);
    if (missing.length === 0) return [{ status: 'ok', text: 'all search attributes exist' }];
    const options = missing.map(
      (name) => `--name ${name} --type ${searchAttributeNames[name as keyof typeof searchAttributeNames]}`
    );
    return [
      {
        status: 'fault',
        text: `search attributes are missing: ${missing.join(', ')}`,
        cause: 'no worker of this package has created them, or it may not; monitors cannot be listed by state',
        fix: `temporal operator search-attribute create --namespace ${namespace} ${options.join(' ')}`,
      },
    ];
  },
};
