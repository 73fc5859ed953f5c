package io.sockspan.kernel;

import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.spy;

import java.io.File;

/** A proc file system that counts how often the descriptors are listed. */
public final class ListedProc {
    public final Proc proc;
    private final ListedDirectory descriptors;

    public ListedProc(File root) {
        descriptors = new ListedDirectory(new File(root, "self/fd").getPath());
        proc = spy(new Proc(root));
        doReturn(descriptors).when(proc).file("self/fd");
    }

    public int lists() {
        return descriptors.lists;
    }

    private static final class ListedDirectory extends File {
        private static final long serialVersionUID = 1;
        private int lists;

        ListedDirectory(String path) {
            super(path);
        }

        @Override
        public String[] list() {
            lists++;
            return super.list();
        }
    }
}
