/* Adds to each suspect, which is plain HTML, the buttons that lead to its connections. */
const Suspects = {
  connect(model, onShow, onExample) {
    for (const suspect of model.suspects) {
      const node = Array.from(document.querySelectorAll('details.suspect')).find(d => d.dataset.fingerprint === suspect.fingerprint);
      if (!node || !suspect.ids.length) {
        continue;
      }
      const number = suspect.ids.length;
      node.querySelector('.seen').append(element('p', {class: 'actions'},
        element('button', {type: 'button', onclick: () => onShow(suspect)}, number === 1 ? 'Show it in the timeline' : 'Show these ' + number + ' in the timeline'),
        element('button', {type: 'button', onclick: () => onExample(model.byId.get(suspect.ids[0]))}, 'History of ' + suspect.ids[0])));
    }
  },
};
