#!/usr/bin/python3
"""Packs the compiled extension as editors install it: package.py FILE.vsix. The same input gives the same bytes."""

import json
import sys
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

HERE = Path(__file__).resolve().parent
TYPES = {"json": "application/json", "js": "application/javascript", "md": "text/markdown", "png": "image/png",
         "svg": "image/svg+xml", "txt": "text/plain", "vsixmanifest": "text/xml"}
BEGINNING = (1980, 1, 1, 0, 0, 0)


def files():
    yield "package.json", HERE / "package.json"
    yield "README.md", HERE / "README.md"
    yield "LICENSE.txt", HERE / "../../LICENSE"
    for folder, kind in (("media", "*"), ("target/out/src", "*.js")):
        for path in sorted((HERE / folder).glob(kind)):
            yield f"{folder}/{path.name}", path


def manifest(about):
    identity = f"Language=\"en-US\" Id={quoteattr(about['name'])} Version={quoteattr(about['version'])} Publisher={quoteattr(about['publisher'])}"
    return f"""<?xml version="1.0" encoding="utf-8"?>
<PackageManifest Version="2.0.0" xmlns="http://schemas.microsoft.com/developer/vsx-schema/2011">
  <Metadata>
    <Identity {identity}/>
    <DisplayName>{escape(about['displayName'])}</DisplayName>
    <Description xml:space="preserve">{escape(about['description'])}</Description>
    <Properties>
      <Property Id="Microsoft.VisualStudio.Code.Engine" Value={quoteattr(about['engines']['vscode'])}/>
      <Property Id="Microsoft.VisualStudio.Code.ExtensionKind" Value={quoteattr(','.join(about['extensionKind']))}/>
    </Properties>
    <License>extension/LICENSE.txt</License>
    <Icon>extension/{escape(about['icon'])}</Icon>
  </Metadata>
  <Installation><InstallationTarget Id="Microsoft.VisualStudio.Code"/></Installation>
  <Dependencies/>
  <Assets>
    <Asset Type="Microsoft.VisualStudio.Code.Manifest" Path="extension/package.json" Addressable="true"/>
    <Asset Type="Microsoft.VisualStudio.Services.Content.Details" Path="extension/README.md" Addressable="true"/>
  </Assets>
</PackageManifest>
"""


def types():
    kinds = "".join(f'<Default Extension=".{end}" ContentType="{kind}"/>' for end, kind in sorted(TYPES.items()))
    return f'<?xml version="1.0" encoding="utf-8"?>\n<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{kinds}</Types>\n'


def main(target):
    about = json.loads((HERE / "package.json").read_text(encoding="utf-8"))
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        def add(name, data):
            package.writestr(zipfile.ZipInfo(name, BEGINNING), data, zipfile.ZIP_DEFLATED)

        add("extension.vsixmanifest", manifest(about))
        add("[Content_Types].xml", types())
        for name, path in files():
            add(f"extension/{name}", path.read_bytes())


if __name__ == "__main__":
    main(sys.argv[1])
