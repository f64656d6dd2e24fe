/**
 * How mediasoup's worker is compiled from the sources in its npm package against
 * Debian's libraries: sources, flags, the mended lines, and the grouping of
 * sources into few translation units. Pure functions of text; `build.mjs` acts.
 *
 * The text of this file and of the srtp shim is part of the cache key, so a change
 * here makes every machine build its worker anew (a minute or two of two cores).
 */

export const WORKER_FLAGS = [
  '-std=c++20',
  '-O2',
  '-w',
  '-pthread',
  '-DNDEBUG',
  '-DMS_LITTLE_ENDIAN',
  '-DMS_EXECUTABLE',
  '-DFLATBUFFERS_LOCALE_INDEPENDENT=1',
];

export const WORKER_LIBRARIES = ['-luv', '-lssl', '-lcrypto', '-lsrtp2', '-lusrsctp'];

/** The absl modules the sources include; pkg-config adds what these stand on. */
export const ABSL_MODULES = [
  'absl_btree',
  'absl_flat_hash_map',
  'absl_flat_hash_set',
  'absl_inlined_vector',
  'absl_memory',
  'absl_optional',
  'absl_strings',
];

export const FLATC_FLAGS = [
  '--cpp',
  '--cpp-field-case-style',
  'lower',
  '--reflect-names',
  '--scoped-enums',
  '--filename-suffix',
  '',
];

/**
 * Lines that must differ from upstream. A `find` that is not there fails the build:
 * upstream has changed, and someone must look.
 *
 * 1. OpenSSL passes `BIO_CB_x | BIO_CB_RETURN` to the callback, so the comparison
 *    upstream is never true, every BIO control call seems to answer 1, and libssl
 *    crashes on a ClientHello in two DTLS fragments (every current Chromium).
 * 2. What a TCP viewer does not read waits in the worker's memory without bound, for
 *    as long as he answers for his address. More than 1 MiB of it is dropped.
 * 3. Anybody may open TCP connections, 64 KiB each, and keep them. 1,024 are kept.
 */
export const MENDED_LINES = [
  {
    file: 'src/RTC/DtlsTransport.cpp',
    find: '(operationType == BIO_CB_RETURN) ? static_cast<long>(ret) : 1',
    replace: '(operationType & BIO_CB_RETURN) ? static_cast<long>(ret) : 1',
  },
  {
    file: 'src/handles/TcpConnectionHandle.cpp',
    find: '	const size_t totalLen = len1 + len2;\n',
    replace: `	if (uv_stream_get_write_queue_size(reinterpret_cast<uv_stream_t*>(this->uvHandle)) > 1048576u)
	{
		if (cb)
		{
			(*cb)(false);
			delete cb;
		}

		return;
	}

	const size_t totalLen = len1 + len2;
`,
  },
  {
    file: 'src/handles/TcpServerHandle.cpp',
    find: '	// Store it.\n	this->connections.insert(connection);\n',
    replace: `	if (this->connections.size() >= 1024u)
	{
		delete connection;

		return;
	}

	// Store it.
	this->connections.insert(connection);
`,
  },
];

/** Sources that must stay alone in their unit: this one's header has no include guard. */
const ALONE = new Set(['src/RTC/Codecs/DependencyDescriptor.cpp']);

/**
 * Sources of the executable, relative to the package's `worker` folder, from its two meson.build files.
 *
 * @param {string} workerMeson
 * @param {string} webrtcMeson
 */
export function listSources(workerMeson, webrtcMeson) {
  const block = (/** @type {string} */ text, /** @type {string} */ name) => {
    const match = new RegExp(`${name} = \\[([^\\]]*)\\]`).exec(text);
    if (!match?.[1]) throw new Error(`meson.build has no ${name}`);
    return [...match[1].matchAll(/'([^']+\.(?:cpp|cc))'/g)].map((found) => String(found[1]));
  };
  return [
    ...block(workerMeson, 'common_sources'),
    'src/main.cpp',
    ...block(webrtcMeson, 'libwebrtc_sources').map((file) => `deps/libwebrtc/${file}`),
  ];
}

/**
 * Applies MENDED_LINES to one source.
 *
 * @param {string} file
 * @param {string} text
 */
export function mend(file, text) {
  let mended = text;
  for (const { file: where, find, replace } of MENDED_LINES) {
    if (where !== file) continue;
    if (!mended.includes(find)) throw new Error(`${file}: the line to mend is not there any more`);
    mended = mended.replace(find, replace);
  }
  return mended;
}

/**
 * Names a source gives internal linkage; two sources that share one cannot share a translation unit.
 *
 * @param {string} text
 * @returns {Set<string>}
 */
export function internalNames(text) {
  const names = new Set();
  for (const match of text.matchAll(
    /^\s*(?:inline |thread_local |static )*static [^;{}()=]*?([A-Za-z_]\w*)\s*[({=;]/gm,
  )) {
    names.add(String(match[1]));
  }
  for (const match of text.matchAll(/^(?:const|constexpr) [\w:<> ]+? \*?(k\w+|[A-Z]\w+)\s*(?:\[|=|\()/gm))
    names.add(String(match[1]));
  return names;
}

/**
 * Puts sources into groups that compile as one unit each. A unit's cost is mostly its
 * headers, so few groups cost a third of single files. Sources that share an internal
 * name are kept apart; libwebrtc is kept apart from the worker's own sources.
 *
 * @param {readonly { file: string, text: string }[]} sources
 * @param {number} [groupLines]
 * @returns {string[][]}
 */
export function groupSources(sources, groupLines = 3200) {
  /** @typedef {{ library: boolean, alone: boolean, lines: number, names: Set<string>, files: string[] }} Group */
  /** @type {Group[]} */
  const groups = [];
  for (const { file, text } of sources) {
    const names = internalNames(text);
    const lines = text.split('\n').length;
    const library = file.startsWith('deps/');
    /** @type {Group | undefined} */
    let group = groups.find(
      (candidate) =>
        !candidate.alone &&
        !ALONE.has(file) &&
        candidate.library === library &&
        candidate.lines + lines <= groupLines &&
        ![...names].some((name) => candidate.names.has(name)),
    );
    if (!group) {
      group = { library, alone: ALONE.has(file), lines: 0, names: new Set(), files: [] };
      groups.push(group);
    }
    group.lines += lines;
    group.files.push(file);
    for (const name of names) group.names.add(name);
  }
  // The longest first, so that the last minutes do not wait for one big unit.
  return groups.sort((a, b) => b.lines - a.lines).map((group) => group.files);
}

/**
 * The text of one translation unit. Every source names itself and its log level by
 * macros, so both are put back between two of them.
 *
 * @param {readonly string[]} files
 * @param {(file: string) => string} pathOf
 */
export function unitText(files, pathOf) {
  return files
    .map(
      (file) =>
        `#include "${pathOf(file)}"\n#undef MS_CLASS\n#undef MS_LOG_DEV_LEVEL\n#define MS_LOG_DEV_LEVEL 0\n`,
    )
    .join('');
}
