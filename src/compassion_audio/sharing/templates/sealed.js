(function () {
  'use strict';
  var LABEL = 'compassion-audio sealed page 1';
  var CHUNK = 4 * 65536;  // characters of base64 that are decoded at a time
  var form = document.querySelector('form');
  var field = document.getElementById('passphrase');
  var told = document.getElementById('told');
  var sealed;
  var isBusy = false;

  function say(name) { told.textContent = name ? document.body.dataset[name] : ''; }

  function bytes(text) {
    var found = new Uint8Array(Math.floor(text.length / 4) * 3), at = 0, start, part, index;
    for (start = 0; start < text.length; start += CHUNK) {
      part = window.atob(text.slice(start, start + CHUNK));
      for (index = 0; index < part.length; index += 1) { found[at + index] = part.charCodeAt(index); }
      at += part.length;
    }
    return found.subarray(0, at);
  }

  // The same as sealed.py's: one written form for each letter, single spaces, none at the ends.
  function plain(passphrase) {
    return passphrase.normalize('NFKC').replace(/[ \t\r\n]+/g, ' ').replace(/^ | $/g, '');
  }

  async function opened(passphrase) {
    var crypto = window.crypto.subtle, text = new TextEncoder(), data = sealed.dataset;
    var secret = await crypto.importKey('raw', text.encode(plain(passphrase)), 'PBKDF2', false, ['deriveKey']);
    var key = await crypto.deriveKey(
      { name: 'PBKDF2', hash: 'SHA-256', salt: bytes(data.salt), iterations: parseInt(data.rounds, 10) },
      secret, { name: 'AES-GCM', length: 256 }, false, ['decrypt']
    );
    return new Uint8Array(await crypto.decrypt(
      { name: 'AES-GCM', iv: bytes(data.nonce), additionalData: text.encode(LABEL) }, key, bytes(sealed.textContent)
    ));
  }

  // First four bytes each: how many parts, and how long they are; then the page, and its sounds.
  function unpacked(data) {
    var view = new DataView(data.buffer, data.byteOffset), count = view.getUint32(0), at = 4 * (count + 1), parts = [], index, size;
    for (index = 0; index < count; index += 1) {
      size = view.getUint32(4 * (index + 1));
      parts.push(data.subarray(at, at + size));
      at += size;
    }
    return parts;
  }

  function unveil(data) {
    var parts = unpacked(data), page = new TextDecoder().decode(parts[0]);
    parts.slice(1).forEach(function (sound, index) {
      var place = window.URL.createObjectURL(new Blob([sound], { type: 'audio/mpeg' }));
      page = page.replace('src="sound:' + index + '"', function () { return 'src="' + place + '"'; });
    });
    document.open();
    document.write(page);
    document.close();
  }

  async function attempt(event) {
    event.preventDefault();
    if (isBusy) { return; }
    isBusy = true;
    say('opening');
    form.querySelector('button').setAttribute('aria-disabled', 'true');
    await new Promise(function (paint) { window.setTimeout(paint, 30); });
    try {
      unveil(await opened(field.value));
    } catch (refused) {
      say('wrong');
      field.focus();
      field.select();
    }
    form.querySelector('button').removeAttribute('aria-disabled');
    isBusy = false;
  }

  function begin() {
    sealed = document.getElementById('sealed');
    if (!window.crypto || !window.crypto.subtle) { say('insecure'); return; }
    if (!sealed || sealed.textContent.length !== parseInt(sealed.dataset.size, 10)) { say('damaged'); return; }
    form.addEventListener('submit', attempt);
    document.getElementById('see').addEventListener('change', function (event) {
      field.type = event.target.checked ? 'text' : 'password';
    });
    form.hidden = false;
    field.focus();
  }

  // This stands before what is sealed, which may take a while to be read.
  document.getElementById('scriptless').hidden = true;
  document.addEventListener('DOMContentLoaded', begin);
}());
