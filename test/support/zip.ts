import { crc32, deflateRawSync } from 'node:zlib';

/**
 * A zip archive of small files, by name. An empty file is stored, every other one is deflated.
 *
 * @param extra bytes of extra fields before each content, and in each entry of the directory
 */
export function zipOf(files: Readonly<Record<string, string>>, extra = { local: 0, directory: 0 }): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of Object.entries(files)) {
    const content = Buffer.from(text);
    const packed = content.length === 0 ? content : deflateRawSync(content);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0); // version
    common.writeUInt16LE(content.length === 0 ? 0 : 8, 4); // method
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(Buffer.byteLength(name), 22);
    const entry = Buffer.from(common);
    common.writeUInt16LE(extra.local, 24);
    entry.writeUInt16LE(extra.directory, 24);
    const header = [Buffer.from('PK\x03\x04'), common, Buffer.from(name), Buffer.alloc(extra.local, 'x')];
    const local = Buffer.concat([...header, packed]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    const fields = Buffer.alloc(extra.directory, 'y');
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), entry, place, Buffer.from(name), fields]));
    parts.push(local);
    offset += local.length;
  }
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06');
  end.writeUInt16LE(directory.length, 8);
  end.writeUInt16LE(directory.length, 10);
  end.writeUInt32LE(Buffer.concat(directory).length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, ...directory, end]);
}
