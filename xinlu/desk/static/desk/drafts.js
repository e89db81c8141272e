// Drafts of mobile collection (移动采集): kept in this browser, sealed. Written for the browsers inside
// WeChat: no service worker, no modules, nothing newer than promises and IndexedDB.
(function () {
  "use strict";
  var STORE = "drafts";

  function opened() {
    return new Promise(function (done, failed) {
      var asked = indexedDB.open("xinlu-drafts", 1);
      asked.onupgradeneeded = function () { asked.result.createObjectStore(STORE, { keyPath: "uid" }); };
      asked.onsuccess = function () { done(asked.result); };
      asked.onerror = function () { failed(asked.error); };
    });
  }

  function within(mode, work) {
    return opened().then(function (db) {
      return new Promise(function (done, failed) {
        var change = db.transaction(STORE, mode);
        var asked = work(change.objectStore(STORE));
        change.oncomplete = function () { db.close(); done(asked.result); };
        change.onerror = change.onabort = function () { db.close(); failed(change.error); };
      });
    });
  }

  function bytes(hex) {
    var found = new Uint8Array(hex.length / 2);
    for (var at = 0; at < found.length; at += 1) found[at] = parseInt(hex.substr(at * 2, 2), 16);
    return found;
  }

  window.XinluDrafts = {
    // Without a secure connection the browser seals nothing, and then no draft is kept.
    canKeep: Boolean(window.indexedDB && window.crypto && crypto.subtle && window.TextEncoder),

    // The key comes from the site with the log-in, lives in this page alone and cannot be read out.
    key: function (hex) {
      return crypto.subtle.importKey("raw", bytes(hex), "AES-GCM", false, ["encrypt", "decrypt"]);
    },
    seal: function (key, told) {
      var iv = crypto.getRandomValues(new Uint8Array(12));
      var plain = new TextEncoder().encode(JSON.stringify(told));
      return crypto.subtle.encrypt({ name: "AES-GCM", iv: iv }, key, plain).then(function (data) {
        return { iv: iv, data: data };
      });
    },
    unseal: function (key, sealed) {
      return crypto.subtle.decrypt({ name: "AES-GCM", iv: sealed.iv }, key, sealed.data).then(function (plain) {
        return JSON.parse(new TextDecoder().decode(plain));
      });
    },
    all: function () { return within("readonly", function (store) { return store.getAll(); }); },
    get: function (uid) { return within("readonly", function (store) { return store.get(uid); }); },
    put: function (row) { return within("readwrite", function (store) { return store.put(row); }); },
    remove: function (uid) { return within("readwrite", function (store) { return store.delete(uid); }); }
  };
})();
