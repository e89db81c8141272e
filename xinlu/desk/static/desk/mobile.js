// Mobile collection (移动采集): drafts, photos, place, and sending once the line is back. The pages work
// without this file; it posts the same forms to the same addresses.
(function () {
  "use strict";
  var drafts = window.XinluDrafts, pictures = window.XinluPictures;
  var status = document.getElementById("mobile-status");
  if (!status) return;
  var form = document.querySelector("[data-mobile-form]");
  var limits = status.dataset;
  var me = null;            // who is logged in: user, token, key
  var asking = null;        // the question to the site that is under way
  var sending = {};         // numbers of the forms that are on their way
  var photos = [];          // of the form on this page, as data URLs
  var saving = 0;
  var settled = false;      // the officer stands by what differs from what is known
  var PATIENCE = 60000;

  function $(selector, inside) { return (inside || document).querySelector(selector); }
  function $$(selector, inside) { return Array.prototype.slice.call((inside || document).querySelectorAll(selector)); }
  function say(kind, text, link, word) {
    status.hidden = !text;
    status.className = "mobile-status notice notice-" + kind;
    status.textContent = text;
    if (!link) return;
    var away = document.createElement("a");
    away.href = link;
    away.textContent = word;
    status.appendChild(document.createTextNode(" "));
    status.appendChild(away);
  }

  function ask(method, address, body, token) {
    return new Promise(function (done) {
      var request = new XMLHttpRequest();
      request.open(method, address);
      request.timeout = PATIENCE;
      request.setRequestHeader("Accept", "application/json");
      if (token) request.setRequestHeader("X-CSRFToken", token);
      request.onload = function () {
        var told = null;
        try { told = JSON.parse(request.responseText); } catch (unread) { told = null; }
        done({ status: request.status, told: told });
      };
      request.onerror = request.ontimeout = function () { done({ status: 0, told: null }); };
      request.send(body || null);
    });
  }

  // Ask anew who is logged in: the session may be over, or somebody else's, and tokens change with it.
  function known() {
    if (asking) return asking;
    asking = ask("GET", limits.state).then(function (answer) {
      asking = null;
      if (answer.status === 0 || answer.status >= 500) return "away";
      if (answer.status !== 200 || !answer.told) return "stranger";
      var before = me;
      if (before && before.user !== answer.told.user) return "another";
      me = before || { user: answer.told.user };
      me.token = answer.told.token;
      if (me.key || !drafts.canKeep) return "known";
      return drafts.key(answer.told.key).then(function (key) { me.key = key; return "known"; });
    });
    return asking;
  }

  function explain(how) {
    if (how === "away") say("warn", "没有网络。已填的存在本机草稿里，网络恢复后再送。");
    if (how === "stranger") {
      say("warn", "登录已过期，草稿还在本机。", limits.logIn + "?next=" + encodeURIComponent(here()), "登录后继续");
    }
    if (how === "another") say("warn", "已换了别人登录，没有发送。请刷新页面。");
  }

  // The address of this form with its draft, to come back to after a log-in.
  function here() {
    if (!form) return location.pathname;
    return form.getAttribute("action") + "?draft=" + form.uid.value + subjectPart(form.dataset.subject);
  }
  function subjectPart(uid) { return uid ? "&subject=" + uid : ""; }

  // ---- a form as a draft, and back

  function valuesOf() {
    var found = {};
    $$("input, select, textarea", form).forEach(function (each) {
      if (!each.name || each.type === "file" || each.name === "csrfmiddlewaretoken" || each.name === "uid") return;
      if (each.type === "checkbox") {
        if (each.checked) (found[each.name] = found[each.name] || []).push(each.value);
      } else if (each.value) found[each.name] = [each.value];
    });
    return found;
  }

  function fill(values, keepKnown) {
    $$("input, select, textarea", form).forEach(function (each) {
      if (!each.name || each.type === "file" || each.name === "csrfmiddlewaretoken" || each.name === "uid") return;
      var told = values[each.name] || [];
      if (keepKnown && each.dataset.known) return;
      if (each.type === "checkbox") each.checked = told.indexOf(each.value) >= 0;
      else each.value = told[0] || "";
      var group = each.closest("details");
      if (group && told.length) group.open = true;
    });
    showPlace();
  }

  function save(state) {
    if (!form || !me || !me.key) return Promise.resolve(null);
    var told = { values: valuesOf(), photos: photos, subject: form.dataset.subject, settled: settled };
    return drafts.seal(me.key, told).then(function (sealed) {
      var row = {
        uid: form.uid.value, user: me.user, address: form.getAttribute("action"),
        subject: form.dataset.subject, title: form.dataset.title, at: Date.now(),
        state: state || "draft", iv: sealed.iv, data: sealed.data
      };
      return drafts.put(row).then(function () { return row; });
    }).catch(function () {
      say("bad", "本机存不下草稿（空间不足或浏览器不允许）。请尽快在有网络时报送。");
      return null;
    });
  }

  function soon() {
    settled = false;
    clearTimeout(saving);
    saving = setTimeout(function () { save(); }, 500);
  }

  // ---- sending: the same number goes with a form however often it is sent, so it counts once

  function bodyOf(uid, told, isSettled) {
    var body = new FormData();
    body.append("uid", uid);
    Object.keys(told.values).forEach(function (name) {
      told.values[name].forEach(function (value) { body.append(name, value); });
    });
    told.photos.forEach(function (url, at) { body.append("photos", pictures.blob(url), at + 1 + ".jpg"); });
    if (isSettled) body.append("settled", "1");
    return body;
  }

  // Resolves to what the site answered, or to {how} where it did not take the form at all.
  function send(uid, address, told, isSettled) {
    if (sending[uid]) return Promise.resolve({ how: "under-way" });
    sending[uid] = true;
    return known().then(function (how) {
      if (how !== "known") return { how: how };
      return ask("POST", address, bodyOf(uid, told, isSettled), me.token).then(function (answer) {
        if (answer.told && answer.told.state) return answer.told;
        if (answer.status === 401) return { how: "stranger" };
        return { how: answer.status === 0 || answer.status >= 500 ? "away" : "closed" };
      });
    }).then(function (answer) {
      delete sending[uid];
      return answer;
    });
  }

  function isDone(answer) { return answer.state === "stored" || answer.state === "under-way" || answer.state === "withdrawn"; }

  // ---- the page of a form

  function showErrors(errors) {
    $$(".field-bad", form).forEach(function (field) {
      field.classList.remove("field-bad");
      $$(".field-error", field).forEach(function (old) { old.remove(); });
      $$("[aria-invalid]", field).forEach(function (input) { input.removeAttribute("aria-invalid"); });
    });
    Object.keys(errors || {}).forEach(function (name) {
      var field = name && $('[data-field="' + name + '"]', form);
      if (!field) return;
      var line = document.createElement("p");
      line.className = "field-error";
      line.textContent = errors[name].join(" ");
      field.classList.add("field-bad");
      $('[id$="_notes"]', field).prepend(line);
      $$("[name]", field).forEach(function (input) { input.setAttribute("aria-invalid", "true"); });
      var group = field.closest("details");
      if (group) group.open = true;
    });
  }

  function answered(answer) {
    var place = $("[data-mobile-answer]", form);
    if (isDone(answer)) {
      var onward = function () { location.replace(answer.url); };
      return drafts.canKeep ? drafts.remove(form.uid.value).then(onward, onward) : onward();
    }
    busy(false);
    if (answer.how) {
      if (answer.how === "closed") say("bad", "没有送出：页面已过期或岗位不符。请刷新页面，草稿还在本机。");
      if (answer.how === "away") retry();
      return explain(answer.how);
    }
    say("ok", "");
    save(answer.state);
    place.innerHTML = answer.html;
    $$("[data-drop-draft], [data-take-known]", place).forEach(function (button) { button.hidden = false; });
    showErrors(answer.errors);
    place.focus();
    place.scrollIntoView({ block: "start" });
  }

  function busy(isSo) {
    $$("button[type=submit]", form).forEach(function (button) { button.setAttribute("aria-disabled", isSo ? "true" : "false"); });
    $(".mobile-foot .primary", form).textContent = isSo ? "正在报送…" : "核对并报送";
  }

  function submit(isSettled) {
    settled = isSettled;
    clearTimeout(saving);
    busy(true);
    var told = { values: valuesOf(), photos: photos };
    save("waiting").then(function () {
      return send(form.uid.value, form.getAttribute("action"), told, isSettled);
    }).then(function (answer) {
      if (answer.how !== "under-way") answered(answer);
    });
  }

  var waitingAgain = 0;
  function retry() {
    clearTimeout(waitingAgain);
    waitingAgain = setTimeout(function () { if (navigator.onLine !== false) sendWaiting(); else retry(); }, 15000);
  }

  function startForm() {
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      var pressed = event.submitter || document.activeElement;
      submit(Boolean(pressed && pressed.name === "settled"));
    });
    form.addEventListener("input", soon);
    form.addEventListener("change", soon);
    $("[name=photos]", form).removeAttribute("name");
    $("#m-photos").addEventListener("change", addPhotos);
    form.addEventListener("click", pressed);
    $$("[data-mobile-pick], [data-keep-draft]").forEach(function (link) {
      link.addEventListener("click", function (event) {
        event.preventDefault();
        save().then(function () { location.href = link.href; });
      });
    });
    if (navigator.geolocation) $("[data-mobile-place]").hidden = false;
    return restore();
  }

  function restore() {
    var asked = new URLSearchParams(location.search).get("draft");
    if (!asked || !me || !me.key) return Promise.resolve();
    return drafts.get(asked).then(function (row) {
      if (!row || row.user !== me.user) return;
      return drafts.unseal(me.key, row).then(function (told) {
        var isAnother = form.dataset.subject && form.dataset.subject !== told.subject;
        fill(told.values, isAnother);
        photos = told.photos;
        showPhotos();
        say("info", "已打开本机草稿。");
      }, function () { say("bad", "这份草稿打不开：密钥已更换，或不是您存的。"); });
    });
  }

  function pressed(event) {
    var button = event.target.closest("button");
    if (!button) return;
    if ("locate" in button.dataset) locate();
    if ("unlocate" in button.dataset) place(null);
    if ("photo" in button.dataset) { photos.splice(Number(button.dataset.photo), 1); showPhotos(); soon(); }
    if ("dropDraft" in button.dataset) drop();
    if ("takeKnown" in button.dataset) takeKnown();
  }

  function takeKnown() {
    $$("[data-take]", form).forEach(function (cell) {
      var input = $('[name="' + cell.dataset.take + '"]', form);
      if (input) input.value = cell.textContent.trim();
    });
    $("[data-mobile-answer]", form).textContent = "";
    save().then(function () { say("info", "已改用登记信息，请再核对一遍后报送。"); });
  }

  function drop() {
    var onward = function () { location.href = $("[data-keep-draft]", form).href; };
    if (!drafts.canKeep) return onward();
    drafts.remove(form.uid.value).then(onward, onward);
  }

  // ---- photos and place

  function addPhotos(event) {
    var files = Array.prototype.slice.call(event.target.files);
    event.target.value = "";
    var room = Number(limits.photos) - photos.length;
    if (files.length > room) say("warn", "最多附 " + limits.photos + " 张照片，多出的没有加。");
    files.slice(0, room).reduce(function (before, file) {
      return before.then(function () {
        return pictures.small(file, Number(limits.side), Number(limits.bytes)).then(function (url) { photos.push(url); });
      }).catch(function () { say("bad", "有一张照片读不出来，没有加。请重新拍摄。"); });
    }, Promise.resolve()).then(function () { showPhotos(); soon(); });
  }

  function showPhotos() {
    var list = $("[data-mobile-photos]", form);
    list.textContent = "";
    photos.forEach(function (url, at) {
      var line = document.createElement("li"), image = new Image(), away = document.createElement("button");
      image.src = url;
      image.alt = "照片 " + (at + 1);
      away.type = "button";
      away.className = "button small";
      away.dataset.photo = at;
      away.textContent = "去掉第 " + (at + 1) + " 张";
      line.appendChild(image);
      line.appendChild(away);
      list.appendChild(line);
    });
  }

  function locate() {
    $("[data-place-said]").textContent = "正在读取位置…";
    navigator.geolocation.getCurrentPosition(function (found) {
      place(found);
    }, function () {
      $("[data-place-said]").textContent = "没有读到位置。请在手机设置里允许微信或浏览器使用位置，或者不附。";
    }, { enableHighAccuracy: true, timeout: 20000, maximumAge: 60000 });
  }

  function place(found) {
    form.latitude.value = found ? found.coords.latitude.toFixed(6) : "";
    form.longitude.value = found ? found.coords.longitude.toFixed(6) : "";
    form.accuracy.value = found ? Math.round(found.coords.accuracy) : "";
    form.located_at.value = found ? Math.round(found.timestamp) : "";
    showPlace();
    soon();
  }

  function showPlace() {
    var said = $("[data-place-said]");
    said.textContent = "";
    if (!form.latitude.value) return;
    said.textContent = "北纬 " + form.latitude.value + "，东经 " + form.longitude.value + "，误差约 " + form.accuracy.value + " 米。";
    var away = document.createElement("button");
    away.type = "button";
    away.className = "button small";
    away.dataset.unlocate = "1";
    away.textContent = "不附位置";
    said.appendChild(away);
  }

  // ---- scanning

  function startScan(label) {
    if (!window.BarcodeDetector) return;
    var finder = label.closest("form"), said = $("[data-scan-said]", finder);
    label.hidden = false;
    $("input", label).addEventListener("change", function (event) {
      var file = event.target.files[0];
      event.target.value = "";
      if (!file) return;
      pictures.read(file).catch(function () { return ""; }).then(function (text) {
        said.hidden = Boolean(text);
        said.textContent = text ? "" : "没有认出二维码。请靠近、对正再拍，或直接录入；微信里也可以用“扫一扫”。";
        if (text) onwardFrom(text, finder);
      });
    });
  }

  // Our own code names a subject; a licence's code holds a credit code somewhere; else it is the query.
  function onwardFrom(text, finder) {
    var subject = /\/desk\/m\/\?subject=([0-9a-f-]{32,36})/.exec(text);
    var code = /[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}/.exec(text);
    var go = function () {
      if (subject) location.href = finder.getAttribute("action") + "?subject=" + subject[1] + (form ? "&draft=" + form.uid.value : "");
      else { finder.q.value = (code ? code[0] : text).slice(0, 100); finder.submit(); }
    };
    save().then(go);
  }

  // ---- the drafts on this phone

  var WORDS = { draft: "草稿", waiting: "待发送", refused: "要改", exists: "已有记录", differs: "与登记不一致" };

  function listed() {
    var box = $("[data-mobile-drafts]");
    if (!box || !drafts.canKeep || !me) return Promise.resolve();
    return drafts.all().then(function (rows) {
      var own = rows.filter(function (row) { return row.user === me.user; });
      var list = $("ul", box);
      list.textContent = "";
      box.hidden = !own.length;
      $("[data-send-all]", box).hidden = !own.some(function (row) { return row.state === "waiting"; });
      own.sort(function (a, b) { return b.at - a.at; }).forEach(function (row) { list.appendChild(lineOf(row)); });
    });
  }

  function lineOf(row) {
    var line = document.createElement("li"), open = document.createElement("a"), away = document.createElement("button");
    open.href = row.address + "?draft=" + row.uid + subjectPart(row.subject);
    open.innerHTML = "<b></b><span class='second'></span>";
    open.firstChild.textContent = row.title;
    open.lastChild.textContent = WORDS[row.state] + " · " + new Date(row.at).toLocaleString("zh-CN");
    away.type = "button";
    away.className = "button small";
    away.textContent = "删除";
    away.dataset.confirm = "删除后无法找回这份草稿。";
    away.addEventListener("click", function () {
      if (!away.dataset.asked) return;
      drafts.remove(row.uid).then(listed);
    });
    line.appendChild(open);
    line.appendChild(away);
    return line;
  }

  function outdated(row) { return Date.now() - row.at > Number(limits.days) * 86400000; }

  function sweep() {
    if (!drafts.canKeep) return Promise.resolve();
    return drafts.all().then(function (rows) {
      return Promise.all(rows.filter(outdated).map(function (row) { return drafts.remove(row.uid); }));
    });
  }

  // Send what waits, one after the other; the form that is open on this page answers there.
  function sendWaiting() {
    if (!drafts.canKeep) return Promise.resolve();
    return known().then(function (how) {
      if (how !== "known") return explain(how);
      return drafts.all().then(function (rows) {
        var waiting = rows.filter(function (row) { return row.user === me.user && row.state === "waiting"; });
        return waiting.reduce(function (before, row) { return before.then(function () { return sendRow(row); }); }, Promise.resolve());
      }).then(listed);
    });
  }

  function sendRow(row) {
    if (form && form.uid.value === row.uid) return submit(settled);
    return drafts.unseal(me.key, row).then(function (told) {
      return send(row.uid, row.address, told, told.settled);
    }).then(function (answer) {
      if (isDone(answer)) return drafts.remove(row.uid).then(function () {
        say("ok", "“" + row.title + "”已送出：" + (answer.state === "stored" ? "已入库。" : "办理中。"), answer.url, "查看");
      });
      if (answer.how) return explain(answer.how);
      row.state = answer.state;
      return drafts.put(row);
    }, function () { row.state = "draft"; return drafts.put(row); });
  }

  // ---- beginning

  function begin() {
    $$("[data-scan]").forEach(startScan);
    $$("[data-mobile-finder]").forEach(function (finder) {
      finder.addEventListener("submit", function (event) {
        event.preventDefault();
        save().then(function () { finder.submit(); });
      });
    });
    $$("[data-send-all]").forEach(function (button) { button.addEventListener("click", sendWaiting); });
    if (!drafts.canKeep) say("warn", "这个浏览器不能加密保存草稿（须用 https 打开）。请在有网络时填写并报送。");
    known().then(function (how) {
      if (how !== "known") explain(how);
      return form ? startForm() : null;
    }).then(sweep).then(listed).then(function () {
      document.documentElement.dataset.mobileReady = "1";
      return sendWaiting();
    });
    window.addEventListener("online", function () { say("info", ""); sendWaiting(); });
    window.addEventListener("offline", function () { explain("away"); });
    if (navigator.onLine === false) explain("away");
  }
  begin();
})();
